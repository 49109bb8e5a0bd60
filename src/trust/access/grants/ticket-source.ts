import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../platform/database';
import type { TicketFacts } from '../opening';
import type { TicketReference } from './grant.repository';

export type TicketFinder = (tx: Transaction, reference: TicketReference) => Promise<TicketFacts | null>;

/** How access learns what a ticket says now. `records/tickets`, one layer up, registers its finder when it starts. */
@Injectable()
export class TicketSource {
  #find: TicketFinder | null = null;

  register(find: TicketFinder): void {
    if (this.#find !== null) throw new Error('tickets are found in one place');
    this.#find = find;
  }

  async find(tx: Transaction, reference: TicketReference): Promise<TicketFacts | null> {
    return this.#find === null ? null : this.#find(tx, reference);
  }
}
