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

export class ViewNotFound extends Refusal {
  constructor() {
    super('not_found', 'There is no such view, or it is not yours.');
  }
}

export class InvalidFacts extends Refusal {
  constructor(errors: readonly FieldError[]) {
    super('invalid_facts', 'The facts about the media item are not valid.', { errors });
  }
}
