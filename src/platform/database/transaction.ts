import type { EntityManager } from 'typeorm';

/**
 * An open transaction, handed from the use case to everything that takes part in it. Only repositories look inside;
 * there is no ambient transaction that one could forget.
 */
export class Transaction {
  constructor(readonly manager: EntityManager) {}

  /** The transaction's own time by the database's clock: the one that decides about ends and grants. */
  async now(): Promise<Date> {
    const [row] = await this.manager.query<{ now: Date }[]>('SELECT now() AS now');
    if (!row) throw new Error('the database gave no time');
    return row.now;
  }

  /** Runs plain SQL with parameters `$1…` and gives the rows, also those of `… RETURNING`. */
  async query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const answer = await this.manager.query<unknown>(sql, parameters);
    return rowsOf(answer) as Row[];
  }
}

/** TypeORM answers UPDATE and DELETE with `[rows, count]`, everything else with the rows. */
function rowsOf(answer: unknown): unknown[] {
  if (!Array.isArray(answer)) return [];
  const [first, second] = answer as unknown[];
  return answer.length === 2 && Array.isArray(first) && typeof second === 'number'
    ? (first as unknown[])
    : (answer as unknown[]);
}
