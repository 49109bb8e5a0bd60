import { Refusal } from '../../kernel';

export class AlertNotFound extends Refusal {
  constructor() {
    super('not_found', 'There is no such alert.');
  }
}

export class AlertClosed extends Refusal {
  constructor() {
    super('conflict', 'This alert is closed already.');
  }
}

/** Who an alert is about does not judge it. */
export class OwnAlert extends Refusal {
  constructor() {
    super('forbidden', 'An alert about you is closed by somebody else.');
  }
}
