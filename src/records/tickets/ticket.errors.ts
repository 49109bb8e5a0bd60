import { Refusal } from '../../kernel';

/** The ticket names a subject that there is not. */
export class UnknownTicketSubject extends Refusal {
  constructor() {
    super('invalid_facts', 'There is no such subject; see "errors".', {
      errors: [{ pointer: '/subject', code: 'unknown' }],
    });
  }
}
