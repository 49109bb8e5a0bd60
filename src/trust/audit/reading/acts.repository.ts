import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';

/** An entry as rules over the log see it: codes and ids, and why it was refused. No personal part. */
export interface LoggedAct {
  readonly n: number;
  readonly at: number;
  readonly type: string;
  readonly decision: string;
  readonly actor: Id;
  readonly subject: Id | null;
  readonly media: Id | null;
  readonly reason: string | null;
}

export async function findLogSize(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ size: string }>('SELECT size FROM audit.head');
  return Number(row?.size ?? 0);
}

/** What people did, of entries `from` until before `to`, in their order. */
export async function listActs(tx: Transaction, from: number, to: number): Promise<LoggedAct[]> {
  const rows = await tx.query<Omit<LoggedAct, 'n' | 'at'> & { n: string; at: Date }>(
    `SELECT l.n, l.at, l.type, l.decision, l.actor, l.subject, l.media,
       CASE WHEN l.decision = 'deny' THEN convert_from(l.body, 'UTF8')::jsonb #>> '{e,reason}' END AS reason
      FROM audit.leaf l WHERE l.n >= $1 AND l.n < $2 AND l.actor_kind <> 'system' ORDER BY l.n`,
    [from, to],
  );
  return rows.map((row) => ({ ...row, n: Number(row.n), at: row.at.getTime() }));
}

/** How often one person gave another what they had asked for, since then. */
export async function listApproverPairs(
  tx: Transaction,
  since: Date,
): Promise<{ approver: Id; requester: Id; count: number; n: number; at: number }[]> {
  const rows = await tx.query<{ approver: Id; requester: Id; count: string; n: string; at: Date }>(
    `SELECT given.actor AS approver, asked.actor AS requester, count(*) AS count, max(given.n) AS n, max(given.at) AS at
      FROM audit.leaf given
      JOIN audit.leaf asked ON asked.type = 'grant.requested' AND asked.grant_id = given.grant_id AND asked.decision = 'allow'
        AND asked.at >= $1::timestamptz - interval '4 days'
      WHERE given.type = 'grant.approved' AND given.decision = 'allow' AND given.at >= $1
      GROUP BY 1, 2 ORDER BY 1, 2`,
    [since],
  );
  return rows.map(({ approver, requester, count, n, at }) => ({
    ...{ approver, requester, count: Number(count) },
    ...{ n: Number(n), at: at.getTime() },
  }));
}
