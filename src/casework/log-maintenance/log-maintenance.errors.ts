import { Refusal } from '../../kernel';

/** No whole bundle of entries is older than the log's retention. */
export class NothingToPrune extends Refusal {
  constructor() {
    super('nothing_to_prune', 'No entries of the log are old enough to go.');
  }
}
