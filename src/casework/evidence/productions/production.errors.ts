import { Refusal } from '../../../kernel';

/** The scope holds nothing that can be handed out. */
export class NothingToProduce extends Refusal {
  constructor() {
    super('conflict', 'The scope holds no item that can be handed out.');
  }
}

/** More items than one production may have. */
export class TooManyToProduce extends Refusal {
  constructor() {
    super('invalid_query', 'The scope holds more than 1,000 items. Divide the order.');
  }
}

/** The scope names nothing. */
export class ScopeEmpty extends Refusal {
  constructor() {
    super('invalid_request', 'The scope has to name a subject, a ticket or items.', {
      errors: [{ pointer: '/scope', code: 'empty' }],
    });
  }
}

/** The authority is not in the list of recipients. */
export class UnknownRecipient extends Refusal {
  constructor() {
    super('not_found', 'There is no such recipient. Add the authority at /v1/recipients first.');
  }
}

/** The scope holds other items than were approved. */
export class ProductionChanged extends Refusal {
  constructor() {
    super('conflict', 'The scope holds other items than were approved: ask again.');
  }
}
