import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';

/** An entry that says that an item, a person or a subject key came to its end. */
export interface LoggedEnd {
  readonly n: number;
  readonly type: 'media.destroyed' | 'subject.destroyed' | 'keys.subject.rekeyed';
  readonly subject: Id | null;
  readonly media: Id | null;
  /** The plan of the destruction. */
  readonly plan: Id | null;
}

/** The next ends from entry `from` on, in their order. Of subject keys only those that nothing took the place of. */
export async function listLoggedEnds(tx: Transaction, from: number, limit: number): Promise<LoggedEnd[]> {
  const rows = await tx.query<Omit<LoggedEnd, 'n'> & { n: string }>(
    `SELECT l.n, l.type, l.subject, l.media, (e.event #>> '{obj,object}')::uuid AS plan
       FROM audit.leaf l CROSS JOIN LATERAL (SELECT convert_from(l.body, 'UTF8')::jsonb -> 'e' AS event) e
      WHERE l.n >= $1 AND l.decision = 'allow' AND (l.type IN ('media.destroyed', 'subject.destroyed')
         OR l.type = 'keys.subject.rekeyed' AND e.event ->> 'reason' = 'ended')
      ORDER BY l.n LIMIT $2`,
    [from, limit],
  );
  return rows.map((row) => ({ ...row, n: Number(row.n) }));
}
