import { Refusal } from '../../../kernel';

export class SavedSearchNotFound extends Refusal {
  constructor() {
    super('not_found', 'There is no such saved search, or it is not yours.');
  }
}

export class SearchNameTaken extends Refusal {
  constructor() {
    super('conflict', 'You have a saved search of this name already.');
  }
}

export class TooManySearches extends Refusal {
  constructor() {
    super('conflict', 'You have as many saved searches as one person may. Remove one first.');
  }
}
