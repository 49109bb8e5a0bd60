import { Injectable } from '@nestjs/common';
import { type Id, newId } from '../../kernel';
import type { Transaction } from '../../platform/database';
import type { Scope } from '../../trust/access';
import type { Ticket, TicketReference, TicketStatus, TicketWord } from './ticket';
import { UnknownTicketSubject } from './ticket.errors';

/** Narrows a list of tickets. */
export interface TicketFilter {
  readonly system?: string;
  readonly status?: TicketStatus;
  readonly assigneeId?: Id;
  readonly subjectId?: Id;
  readonly purpose?: string;
  readonly before?: { readonly createdAt: string; readonly id: Id };
  readonly limit: number;
}

/** A ticket with its position in lists, to the microsecond. */
export type ListedTicket = Ticket & { readonly createdAtText: string };

const columns = `t.id, t.system, t.external_id AS "externalId", t.status, t.status = 'open' AS open,
  t.assignee_id AS "assigneeId", t.purpose, coalesce(s.merged_into, t.subject_id) AS "subjectId", t.version,
  t.created_at AS "createdAt", t.changed_at AS "changedAt", t.created_at::text AS "createdAtText"`;
const rows = `records.ticket t LEFT JOIN records.subject s ON s.id = t.subject_id`;

@Injectable()
export class TicketRepository {
  /** Adds a ticket; null where another request was first. */
  async add(tx: Transaction, { system, id }: TicketReference, word: TicketWord): Promise<Ticket | null> {
    const added = await knownSubject(() =>
      tx.query<{ id: Id }>(
        `INSERT INTO records.ticket (id, system, external_id, status, assignee_id, purpose, subject_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (system, external_id) DO NOTHING RETURNING id`,
        [newId(), system, id, word.status, word.assigneeId, word.purpose, word.subjectId],
      ),
    );
    return added.length === 0 ? null : this.#get(tx, { system, id });
  }

  async change(tx: Transaction, ticket: Ticket, word: TicketWord): Promise<Ticket> {
    await knownSubject(() =>
      tx.query(
        `UPDATE records.ticket SET status = $2, assignee_id = $3, purpose = $4, subject_id = $5, version = version + 1, changed_at = now()
          WHERE id = $1`,
        [ticket.id, word.status, word.assigneeId, word.purpose, word.subjectId],
      ),
    );
    return this.#get(tx, { system: ticket.system, id: ticket.externalId });
  }

  async find(tx: Transaction, { system, id }: TicketReference, scope: Scope): Promise<Ticket | null> {
    const parameters: unknown[] = [system, id];
    const [ticket] = await tx.query<Ticket>(
      `SELECT ${columns} FROM ${rows} WHERE t.system = $1 AND t.external_id = $2 AND ${scope.sql('t', parameters)}`,
      parameters,
    );
    return ticket ?? null;
  }

  /** Without a scope: to tell the log what was out of reach, and for access, which decides by what it says. */
  async systemFind(tx: Transaction, { system, id }: TicketReference): Promise<Ticket | null> {
    const sql = `SELECT ${columns} FROM ${rows} WHERE t.system = $1 AND t.external_id = $2`;
    return (await tx.query<Ticket>(sql, [system, id]))[0] ?? null;
  }

  /** The same, and it stays so until the transaction ends: alone for a change, shared for a decision by it. */
  async systemHold(tx: Transaction, reference: TicketReference, lock: 'UPDATE' | 'SHARE'): Promise<Ticket | null> {
    const sql = `SELECT ${columns} FROM ${rows} WHERE t.system = $1 AND t.external_id = $2 FOR ${lock} OF t`;
    return (await tx.query<Ticket>(sql, [reference.system, reference.id]))[0] ?? null;
  }

  async list(tx: Transaction, filter: TicketFilter, scope: Scope): Promise<ListedTicket[]> {
    const parameters: unknown[] = [];
    const where = [scope.sql('t', parameters), ...conditions(filter, parameters)];
    return tx.query(
      `SELECT ${columns} FROM ${rows} WHERE ${where.join(' AND ')}
        ORDER BY t.created_at DESC, t.id DESC LIMIT $${parameters.push(filter.limit)}`,
      parameters,
    );
  }

  async #get(tx: Transaction, reference: TicketReference): Promise<Ticket> {
    const ticket = await this.systemFind(tx, reference);
    if (ticket === null) throw new Error('the ticket is gone');
    return ticket;
  }
}

function conditions(filter: TicketFilter, parameters: unknown[]): string[] {
  const { before, subjectId } = filter;
  const equal = (sql: string, value: unknown): string[] =>
    value === undefined ? [] : [`${sql} = $${parameters.push(value)}`];
  return [
    ...equal('t.system', filter.system),
    ...equal('t.status', filter.status),
    ...equal('t.assignee_id', filter.assigneeId),
    ...equal('t.purpose', filter.purpose),
    ...(subjectId === undefined ? [] : [`$${parameters.push(subjectId)}::uuid IN (t.subject_id, s.merged_into)`]),
    ...(before === undefined
      ? []
      : [
          `(t.created_at, t.id) < ($${parameters.push(before.createdAt)}::timestamptz, $${parameters.push(before.id)}::uuid)`,
        ]),
  ];
}

async function knownSubject<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const foreignKey = error instanceof Error && (error as { code?: unknown }).code === '23503';
    throw foreignKey ? new UnknownTicketSubject() : error;
  }
}
