import { type FieldError, Refusal } from '../../kernel';

/** A turn that the table of states does not know: a fault of the program, never of a request. */
export class InvalidTransition extends Error {
  constructor(state: string, turn: string) {
    super(`a media item that is ${state} does not turn by ${turn}`);
    this.name = 'InvalidTransition';
  }
}

/** Absent, or not for this actor: one answer for both. */
export class MediaNotFound extends Refusal {
  constructor() {
    super('not_found', 'There is no such media item, or you may not see it.');
  }
}

export class InvalidFacts extends Refusal {
  constructor(errors: readonly FieldError[]) {
    super('invalid_facts', 'The facts about the media item are not valid.', { errors });
  }
}

/** Facts from the closed lists, or the ticket, that nobody knows. The first fault gives the answer its code. */
export class UnknownFact extends Refusal {
  constructor(
    code: 'unknown_class' | 'unknown_purpose' | 'unknown_jurisdiction' | 'unknown_legal_basis',
    errors: readonly FieldError[],
  ) {
    super(code, 'A fact about the media item is not in the closed list (see /v1/meta).', { errors });
  }
}

/** The connection ended, or the multipart body did, before the body was complete. Nothing of it is kept. */
export class BodyInterrupted extends Refusal {
  constructor(cause?: unknown) {
    super('body_interrupted', 'The body ended before it was complete. Send it again.', { cause });
  }
}

/** No byte came for too long. */
export class BodyTooSlow extends Refusal {
  constructor() {
    super('request_timeout', 'The body stopped coming. Send it again.');
  }
}

export class BodyTooLong extends Refusal {
  constructor() {
    super('payload_too_large', 'The media item is larger than this vault takes in (see /v1/meta).');
  }
}

export class EmptyBody extends Refusal {
  constructor() {
    super('empty_body', 'The body is empty.');
  }
}

/** The sender's digest and the bytes that arrived differ. */
export class DigestMismatch extends Refusal {
  constructor() {
    super('digest_mismatch', 'The body does not have the digest that its header names.');
  }
}

export class UnreadableBody extends Refusal {
  constructor() {
    super(
      'unsupported_media_type',
      'Send the content itself, or multipart/form-data with the part "facts" first. No content coding.',
    );
  }
}

/** It waits in quarantine, and nobody opens it. */
export class MediaQuarantined extends Refusal {
  constructor() {
    super('media_quarantined', 'The media item is in quarantine and cannot be opened.');
  }
}

/** It is kept and not used; few purposes open it still. */
export class MediaRestricted extends Refusal {
  constructor() {
    super('media_restricted', 'The media item is restricted: it is kept, and not used for this purpose.');
  }
}

export class PurposeRequired extends Refusal {
  constructor() {
    super('purpose_required', 'Name the purpose that this is for.');
  }
}

/** The view was closed, has run out, or its grant has ended. */
export class ViewClosed extends Refusal {
  constructor() {
    super('view_closed', 'The view has ended. Open the item again.');
  }
}

/** The store gave something that is not the object. One sentence whatever it was; the log has the reason. */
export class IntegrityFailed extends Refusal {
  constructor(cause: unknown) {
    super('integrity_failed', 'The stored object cannot be used.', { level: 'error', cause });
  }
}

/** The person whose item it is is on it anyhow. */
export class OwnPerson extends Refusal {
  constructor() {
    super('invalid_request', 'It is that person’s own item.', {
      errors: [{ pointer: '/subject', code: 'own_person' }],
    });
  }
}

/** A masked copy is an available item of one of the people on its source, and a copy of that one alone. */
export class CopyDoesNotFit extends Refusal {
  constructor(code: 'not_available' | 'not_of_a_person_on_it' | 'copy_of_another') {
    super('invalid_request', 'That item is not a masked copy of this one. See "errors".', {
      errors: [{ pointer: '/media', code }],
    });
  }
}

/** Somebody else changed the item, or took the intake over, in the meantime. */
export class MediaConflict extends Refusal {
  constructor() {
    super('conflict', 'The media item was changed in the meantime. Read it again.');
  }
}

/** An item of this source was destroyed. The sender swallows it: no retry changes that. */
export class MediaErased extends Refusal {
  constructor() {
    super('media_erased', 'What this source brought was destroyed, and does not come in again.');
  }
}

/** Nothing is taken in under a ticket that is closed. */
export class IntakeTicketClosed extends Refusal {
  constructor() {
    super('ticket_closed', 'The ticket is closed, so nothing is taken in under it.');
  }
}

/** The subject that was named does not exist, or may not be named here. */
export class UnknownSubject extends Refusal {
  constructor() {
    super('invalid_facts', 'The facts about the media item are not valid.', {
      errors: [{ pointer: '/subject', code: 'unknown_subject' }],
    });
  }
}
