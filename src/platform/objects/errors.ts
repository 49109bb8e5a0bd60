import { Refusal } from '../../kernel';

/** There is no such object or version, although somebody expected it. */
export class ObjectMissing extends Refusal {
  constructor(cause?: unknown) {
    super('integrity_failed', 'The stored object cannot be used.', { level: 'error', cause });
  }
}

/** The store answered with something else than what was pinned: another version, ETag, size, range or length. */
export class ObjectChanged extends Refusal {
  /** `what` is one of our own words for the log, never a value from the store. */
  constructor(
    readonly what: string,
    cause?: unknown,
  ) {
    super('integrity_failed', 'The stored object cannot be used.', { level: 'error', cause });
  }
}

/** The store does not answer, answers too slowly, or refuses us. Trying again later may help. */
export class StoreUnavailable extends Refusal {
  /** `what` is one of our own words for the log and for `doctor`. */
  constructor(
    readonly what: string,
    cause?: unknown,
  ) {
    super('store_unavailable', 'The object store cannot be reached now. Try again later.', {
      level: 'error',
      retryAfterSeconds: 10,
      cause,
    });
  }
}

/** The store has no room left. */
export class StoreFull extends Refusal {
  constructor(cause?: unknown) {
    super('store_full', 'The object store is full. An operator has to make room.', { level: 'error', cause });
  }
}

/** The source gave another number of bytes than was said. */
export class LengthMismatch extends Refusal {
  constructor() {
    super('length_mismatch', 'The body has another length than was declared.');
  }
}
