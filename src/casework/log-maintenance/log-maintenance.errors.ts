import { Refusal } from '../../kernel';

/** The key that was to end has ended already. */
export class KeyChangedMeanwhile extends Refusal {
  constructor() {
    super('conflict', 'The log has another key by now. Ask for the change anew.');
  }
}

/** No whole bundle of entries is older than the log's retention. */
export class NothingToPrune extends Refusal {
  constructor() {
    super('nothing_to_prune', 'No entries of the log are old enough to go.');
  }
}

/** The log or its anchors are not as they were when it was approved. */
export class LogChangedMeanwhile extends Refusal {
  constructor() {
    super('conflict', 'The log or its anchors have changed since. Ask anew.');
  }
}
