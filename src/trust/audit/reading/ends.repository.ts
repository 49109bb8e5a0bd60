import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';

/** An entry that says that an item, a person or a subject key came to its end, or that an item became another person's. */
export interface LoggedEnd {
  readonly n: number;
  readonly type: 'media.destroyed' | 'media.moved' | 'subject.destroyed' | 'keys.subject.rekeyed';
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
      WHERE l.n >= $1 AND l.decision = 'allow' AND (l.type IN ('media.destroyed', 'media.moved', 'subject.destroyed')
         OR l.type = 'keys.subject.rekeyed' AND e.event ->> 'reason' = 'ended')
      ORDER BY l.n LIMIT $2`,
    [from, limit],
  );
  return rows.map((row) => ({ ...row, n: Number(row.n) }));
}

/** An entry about a copy of a root outside the vault. */
export interface LoggedEscrow {
  readonly act: 'made' | 'ended';
  readonly id: Id;
  readonly epoch: number;
  /** SHA-256 of its file, hex. */
  readonly fingerprint: string;
  readonly madeBy: Id;
}

/** All from entry `from` on, in their order: there is about one a week. */
export async function listLoggedEscrows(tx: Transaction, from: number): Promise<LoggedEscrow[]> {
  return tx.query(
    `SELECT split_part(l.type, '.', 3) AS act, (e.event #>> '{obj,object}')::uuid AS id,
            split_part(e.event ->> 'range', '-', 1)::int AS epoch, e.event #>> '{obj,sha256}' AS fingerprint,
            (e.event #>> '{actor,id}')::uuid AS "madeBy"
       FROM audit.leaf l CROSS JOIN LATERAL (SELECT convert_from(l.body, 'UTF8')::jsonb -> 'e' AS event) e
      WHERE l.n >= $1 AND l.decision = 'allow' AND l.type IN ('keys.escrow.made', 'keys.escrow.ended') ORDER BY l.n`,
    [from],
  );
}
