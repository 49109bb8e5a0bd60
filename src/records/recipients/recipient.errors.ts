import { Refusal } from '../../kernel';

/** A disclosure that names a recipient or an item which is not there. */
export class DisclosureDoesNotFit extends Refusal {
  constructor() {
    super('not_found', 'There is no such recipient, or one of the items is not there.');
  }
}
