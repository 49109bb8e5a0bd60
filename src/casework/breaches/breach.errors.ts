import { Refusal } from '../../kernel';

/** A refusal of a step, with the code that the log gets. */
export class StepRefused extends Refusal {
  constructor(
    readonly reason: string,
    message: string,
    code: 'conflict' | 'not_found' | 'unknown_jurisdiction' | 'invalid_request' = 'conflict',
  ) {
    super(code, message);
  }
}

/** There is no such breach, or it is not for this reader: one answer for both. */
export class BreachNotFound extends StepRefused {
  constructor() {
    super('absent', 'There is no such breach, or you may not see it.', 'not_found');
  }
}

/** No law of this breach asks for such a notice, or its clock has not started. */
export class NoticeNotFound extends StepRefused {
  constructor() {
    super('no_notice', 'This breach has no such notice. Read it again for those that it has.', 'not_found');
  }
}

/** The jurisdiction is not one of the policy data. */
export class JurisdictionNotListed extends StepRefused {
  constructor() {
    super(
      'jurisdiction',
      'This jurisdiction is not listed. See GET /v1/meta for those that are.',
      'unknown_jurisdiction',
    );
  }
}

/** It cannot be known before it occurred or in the future, and nobody was told before it was known. */
export class TimesInvalid extends StepRefused {
  constructor() {
    super(
      'times',
      'A breach occurs before it is known, is told of after that, and none of it lies in the future.',
      'invalid_request',
    );
  }
}

/** The breach is in a state from which this step does not lead on. */
export class WrongState extends StepRefused {
  constructor() {
    super('state', 'The breach is in a state that does not allow this step. Read it again.');
  }
}

/** The notice was given or waived already. */
export class NoticeSettled extends StepRefused {
  constructor() {
    super('settled', 'This notice was given or waived already.');
  }
}

/** A notice after its time without saying why (GDPR Art 33(1)). */
export class LateWithoutReason extends StepRefused {
  constructor() {
    super('late', 'This notice is late: say why.');
  }
}

/** The law knows no such ground for this notice, or the assessment does not bear it. */
export class GroundDoesNotFit extends StepRefused {
  constructor() {
    super('ground', 'This ground does not fit the law of the notice, or what the breach was assessed as.');
  }
}

/** What was approved rests on a judgement that another one has taken the place of. */
export class JudgedAnew extends StepRefused {
  constructor() {
    super('judged_anew', 'The breach was judged anew since this was asked for. Ask again.');
  }
}

/** A breach is over when each notice was given or waived. */
export class NoticesOpen extends StepRefused {
  constructor() {
    super('notices_open', 'Notices are still to be given or waived.');
  }
}

/** Nobody has searched under this id. */
export class ReachNotFound extends StepRefused {
  constructor() {
    super('no_reach', 'This breach has no such search.', 'not_found');
  }
}

/** The period ends before it begins. */
export class PeriodEmpty extends StepRefused {
  constructor() {
    super('period', 'The period ends before it begins.', 'invalid_request');
  }
}

/** A subject's key is out, and nobody said whose. */
export class SubjectMissing extends StepRefused {
  constructor() {
    super('subject', 'Say whose key is out.', 'invalid_request');
  }
}

/** There was no such epoch. */
export class EpochUnknown extends StepRefused {
  constructor() {
    super('epoch', 'There was no such epoch. GET /v1/keys lists those that there are.', 'invalid_request');
  }
}
