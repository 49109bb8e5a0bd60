import { Refusal } from '../../kernel';

/** The log did not take the entry, or not in time. Whatever needed the entry must not happen. */
export class AuditUnavailable extends Refusal {
  constructor(cause?: unknown) {
    super('audit_unavailable', 'The access log is not available, so nothing can be opened now. Try again shortly.', {
      level: 'error',
      retryAfterSeconds: 2,
      cause,
    });
  }
}

/** A ticket id that reads like an e-mail address or a phone number. Leaves are for ever; people are not in them. */
export class PersonalTicketId extends Refusal {
  constructor() {
    super('ticket_id_personal', 'A ticket id must not be an e-mail address or a phone number.');
  }
}

/** A fact that a leaf must not carry. A fault of the calling code, never of a request: nothing is recorded. */
export class InvalidAuditRecord extends Error {
  constructor(readonly member: string) {
    super(`an audit record's ${member} does not fit a leaf`);
    this.name = 'InvalidAuditRecord';
  }
}

/** A search that cannot be read. `offset` is the character where it stops making sense. */
export class InvalidQuery extends Refusal {
  constructor(code: string, offset: number, pointer = '/q') {
    super('invalid_query', 'The search cannot be read; see "errors" for the place.', {
      errors: [{ pointer, code, offset }],
    });
  }
}

/** Addresses are personal: who may not see them may not find entries by them. */
export class AddressSearchForbidden extends Refusal {
  constructor() {
    super('forbidden', 'Your role may not search the log by address.');
  }
}

/** No such entry, or not one this actor may see: one answer for both. */
export class EntryNotFound extends Refusal {
  constructor() {
    super('not_found', 'There is no such entry, or you may not see it.');
  }
}
