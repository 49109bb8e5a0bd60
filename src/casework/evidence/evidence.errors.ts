import { Refusal } from '../../kernel';

/** There is no such artefact, or it is not for this reader: one answer for both. */
export class EvidenceNotFound extends Refusal {
  constructor() {
    super('not_found', 'There is no such evidence, or you may not see it.');
  }
}

/** The artefact is not whole yet, or no longer there. */
export class EvidenceNotReady extends Refusal {
  constructor() {
    super('conflict', 'The evidence is not ready, or has been removed. See its state.');
  }
}

/** More items than one artefact may be about. */
export class EvidenceTooLarge extends Refusal {
  constructor() {
    super('invalid_query', 'This is about too many items for one piece of evidence. Shorten the period.');
  }
}

/** Items' bytes were asked for without saying under which ticket and for which purpose. */
export class OpeningMissing extends Refusal {
  constructor() {
    super('ticket_required', 'Name the ticket and the purpose under which the items are opened.');
  }
}

/** More items' bytes than one person may take out, or than were approved. */
export class TooManyItems extends Refusal {
  constructor() {
    super(
      'forbidden',
      'These are more items than you may take out alone (20), or than were approved. Ask for approval at /v1/evidence-bundles/take-outs, or for their hashes.',
      { level: 'warn' },
    );
  }
}

/** A period that ends before it begins. */
export class PeriodInvalid extends Refusal {
  constructor() {
    super('invalid_request', 'The period ends before it begins.', {
      errors: [{ pointer: '/period', code: 'empty' }],
    });
  }
}

/** Approval was asked for what needs none. */
export class FewItems extends Refusal {
  constructor() {
    super('conflict', 'This is about 20 items or fewer: order the bundle itself, nobody has to approve it.');
  }
}
