import { Refusal } from '../../kernel';

/** The epochs are no longer as they were when it was asked for. */
export class EpochsChangedMeanwhile extends Refusal {
  constructor() {
    super('conflict', 'The key epochs have changed meanwhile. Ask anew.');
  }
}
