import { type FieldError, type Id, Refusal } from '../../kernel';

export class HoldNotFound extends Refusal {
  constructor() {
    super('not_found', 'There is no such hold.');
  }
}

/** Everything, for ever, is no matter. */
export class HoldWithoutScope extends Refusal {
  constructor() {
    super('invalid_facts', 'Name subjects, tickets, items or classes that the hold covers.', {
      errors: [{ pointer: '/scope', code: 'empty' }],
    });
  }
}

export class HoldReleased extends Refusal {
  constructor() {
    super('conflict', 'This hold is released already.');
  }
}

/** What joined a hold after its release was asked for was in nobody's approval. */
export class HoldGrew extends Refusal {
  constructor() {
    super('request_changed', 'Items have joined this hold since its release was asked for. Ask for the release again.');
  }
}

/** The keys are gone: nothing brings the items back. Each certificate says what happened. */
export class DestroyedBeforeHold extends Refusal {
  constructor(gone: readonly { readonly media: Id; readonly certificate: Id | null }[]) {
    super('conflict', 'Items that the hold names were destroyed before it. See "errors" for their certificates.', {
      errors: gone.map(({ media, certificate }) => ({
        pointer: certificate === null ? `/v1/media/${media}` : `/v1/certificates/${certificate}`,
        code: 'destroyed',
      })),
    });
  }
}

export class ScheduleVersionNotFound extends Refusal {
  constructor() {
    super('not_found', 'There is no such version of the schedule.');
  }
}

/** Rows that keep without a law, name what is not listed, or change nothing. */
export class InvalidSchedule extends Refusal {
  constructor(errors: readonly FieldError[]) {
    super('invalid_facts', 'The schedule is not valid. See "errors" for the rows.', { errors });
  }
}

export class ScheduleNotRehearsed extends Refusal {
  constructor() {
    super('conflict', 'Wait for the dry run of this version to end: nobody knows yet what it moves.');
  }
}

/** Another version came into force since it was compared, or it did itself. */
export class ScheduleOutdated extends Refusal {
  constructor() {
    super(
      'conflict',
      'Another schedule is in force than the one that this was compared with. Propose the change again.',
    );
  }
}

export class RestrictionNotFound extends Refusal {
  constructor() {
    super('not_found', 'There is no such restriction.');
  }
}

export class RestrictionLifted extends Refusal {
  constructor() {
    super('conflict', 'This restriction is lifted already.');
  }
}

/** Items that are named are gone or were never there, or a person has none. */
export class NothingToRestrict extends Refusal {
  constructor(gone: readonly Id[]) {
    super('invalid_facts', 'There is nothing to restrict, or items that are named are not there.', {
      errors: gone.map((media) => ({ pointer: `/v1/media/${media}`, code: 'gone' })),
    });
  }
}

/** The person is told after the restriction began, and before it ends. */
export class NoticeMissing extends Refusal {
  constructor() {
    super('invalid_facts', 'Tell the person first that the restriction ends, and give the day of that notice.', {
      errors: [{ pointer: '/noticedOn', code: 'not_prior' }],
    });
  }
}

/** A fact or an event that is not in the closed lists, or that nobody may state about this. */
export class UnknownRetentionFact extends Refusal {
  constructor(errors: readonly FieldError[]) {
    super('invalid_facts', 'A fact or an event is not one that may be stated here.', { errors });
  }
}

export const keptReasons = ['held', 'minimum_runs', 'not_due', 'notice_missing', 'gone'] as const;
export type KeptReason = (typeof keptReasons)[number];

/** A notice is noted after it was given. */
export class NoticeInFuture extends Refusal {
  constructor() {
    super('invalid_facts', 'A notice is noted after it was given.', {
      errors: [{ pointer: '/givenAt', code: 'future' }],
    });
  }
}

/** Something stands against the destruction of some of the items; none of them is destroyed. */
export class NotDestructible extends Refusal {
  constructor(readonly kept: readonly { readonly media: Id; readonly reason: KeptReason }[]) {
    super('conflict', 'Some of the items may not be destroyed. See "errors".', {
      errors: kept.map(({ media, reason }) => ({ pointer: `/v1/media/${media}`, code: reason })),
    });
  }
}

/** The clocks of the program and the database disagree, and dates decide here. */
export class ClocksDisagree extends Refusal {
  constructor() {
    super('not_ready', 'The clocks of this machine and of the database differ by more than five seconds.', {
      level: 'error',
    });
  }
}
