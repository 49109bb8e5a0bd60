import { type Id, Refusal } from '../../kernel';

/** An identifier that does not read like one of its kind. */
export class InvalidIdentifier extends Refusal {
  constructor(pointer: string) {
    super('invalid_facts', 'An identifier does not have the form of its kind; see "errors".', {
      errors: [{ pointer, code: 'form' }],
    });
  }
}

/** Another subject is known by this identifier already. Merge the two where they are one person. */
export class IdentifierInUse extends Refusal {
  constructor() {
    super('identifier_in_use', 'A subject is already known by this identifier.');
  }
}

/** Nothing of the person stays; their pseudonym takes in nothing any more. */
export class SubjectEnded extends Refusal {
  constructor() {
    super('subject_ended', 'Everything about this subject was destroyed. Use another subject.');
  }
}

/** The subject was merged into another, which now stands for it. */
export class SubjectMerged extends Refusal {
  constructor(readonly survivorId: Id | null = null) {
    super('subject_merged', 'This subject was merged into another. Use that one.');
  }
}
