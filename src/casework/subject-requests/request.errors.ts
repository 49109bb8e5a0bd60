import { Refusal } from '../../kernel';
import type { ClockRefusal } from '../../lifecycle/clocks';

/** A refusal of a step, with the code that the log gets. */
export class StepRefused extends Refusal {
  constructor(
    readonly reason: string,
    message: string,
    code: 'conflict' | 'not_found' | 'unknown_jurisdiction' | 'forbidden' = 'conflict',
  ) {
    super(code, message);
  }
}

/** There is no such request, or it is not for this reader: one answer for both. */
export class RequestNotFound extends StepRefused {
  constructor() {
    super('absent', 'There is no such request, or you may not see it.', 'not_found');
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

/** The request is in a state from which this step does not lead on. */
export class WrongState extends StepRefused {
  constructor() {
    super('state', 'The request is in a state that does not allow this step. Read it again.');
  }
}

/** Another is the controller, and has not instructed. */
export class ControllerDecides extends StepRefused {
  constructor() {
    super('controller', 'This is for the controller to decide: forward the request, and wait for the instruction.');
  }
}

/** Nobody but this organisation decides about the request. */
export class DecidedHere extends StepRefused {
  constructor() {
    super('decided_here', 'This request is for this organisation to decide; there is no controller to ask.');
  }
}

/** There is no letter yet. */
export class RequestNotAnswered extends StepRefused {
  constructor() {
    super('state', 'The request has not been answered yet.');
  }
}

/** Nobody has said whose request it is, or how that is known. */
export class PersonUnknown extends StepRefused {
  constructor() {
    super('person', 'Say whose request it is, and by what they were recognised.');
  }
}

/** The subject is not there, or out of reach. */
export class SubjectOutOfReach extends StepRefused {
  constructor() {
    super('subject', 'There is no such subject, or you may not name them.', 'not_found');
  }
}

/** Nothing in the plan is to be given to the person. */
export class NothingToGive extends StepRefused {
  constructor() {
    super('nothing_to_give', 'The plan gives the person no copy of anything.');
  }
}

/** There is no such copy, or the code is wrong, used or too old: one answer for all. */
export class PackageNotFound extends StepRefused {
  constructor() {
    super('absent', 'There is no such copy, or the code no longer holds.', 'not_found');
  }
}

/** A correction that names an item of somebody else, or one that is gone. */
export class CorrectionDoesNotFit extends StepRefused {
  constructor() {
    super('correction', 'An item of a correction is gone, or is not of this person.');
  }
}

/** The recipient has nothing to be told of this request. */
export class NoticeNotFound extends StepRefused {
  constructor() {
    super('absent', 'There is no such notice.', 'not_found');
  }
}

/** A request by somebody else than the person needs the proof that they may ask; nobody else shows one. */
export class NomineeUnproven extends StepRefused {
  constructor() {
    super('nominee', 'Whoever asks for another shows the proof of it, and nobody else does.');
  }
}

/** An answer that says something else than what was done. */
export class OutcomeDoesNotFit extends StepRefused {
  constructor() {
    super('outcome', 'This outcome does not fit what was decided about the request.');
  }
}

/** An answer that tells of something which was planned and not yet done. */
export class NotCarriedOut extends StepRefused {
  constructor() {
    super('not_carried_out', 'The plan has not been carried out: nobody is told that it was.');
  }
}

/** An answer that does not say where the person can complain. */
export class RemediesMissing extends StepRefused {
  constructor() {
    super('remedies', 'The answer must say where the person can complain, in the words of the drafted letter.');
  }
}

const clockMessages: Readonly<Record<ClockRefusal, string>> = {
  not_pausable: 'The law of this request knows no pause for this reason: the clock runs on.',
  already_paused: 'The clock stands still already.',
  not_paused: 'The clock is running.',
  not_extendable: 'This time cannot be extended, or was extended already.',
  too_late: 'The person had to be told of an extension within the first period. It is over.',
  in_the_past: 'This lies before the last step of the clock.',
};

/** A clock does not do what was asked of it. */
export class ClockStands extends StepRefused {
  constructor(reason: ClockRefusal) {
    super(reason, clockMessages[reason]);
  }
}
