import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';

/** Processes that may hold keys in memory, and how far each has followed the calls to forget them. */
@Injectable()
export class NodeRepository {
  /** Says that this process is there; answers the newest call, and how far it had come. */
  async beat(tx: Transaction, id: Id): Promise<{ call: number; cleared: number }> {
    const [row] = await tx.query<{ call: string; cleared: string }>(
      `INSERT INTO keystore.node AS n (id, cleared) VALUES ($1, (SELECT last_value FROM keystore.clearing))
       ON CONFLICT (id) DO UPDATE SET seen_at = now()
       RETURNING n.cleared, (SELECT last_value FROM keystore.clearing) AS call`,
      [id],
    );
    if (row === undefined) throw new Error('the keystore did not take the node');
    return { call: Number(row.call), cleared: Number(row.cleared) };
  }

  async confirm(tx: Transaction, id: Id, call: number): Promise<void> {
    const sql = 'UPDATE keystore.node SET cleared = greatest(cleared, $2), seen_at = now() WHERE id = $1';
    await tx.query(sql, [id, call]);
  }

  async remove(tx: Transaction, id: Id): Promise<void> {
    await tx.query("DELETE FROM keystore.node WHERE id = $1 OR seen_at < now() - interval '1 day'", [id]);
  }

  /** A new call to forget all keys; it travels with the commit. */
  async call(tx: Transaction, channel: string): Promise<number> {
    const [row] = await tx.query<{ n: string }>(
      `WITH next AS (SELECT nextval('keystore.clearing') AS n) SELECT n, pg_notify($1, n::text) FROM next`,
      [channel],
    );
    return Number(row?.n);
  }

  async countSeen(tx: Transaction): Promise<number> {
    const sql = "SELECT count(*)::int AS n FROM keystore.node WHERE seen_at > now() - interval '90 seconds'";
    return (await tx.query<{ n: number }>(sql))[0]?.n ?? 0;
  }

  /** Who has not followed a call and was seen within so many seconds; and how many have. */
  async standing(tx: Transaction, call: number, seconds: number): Promise<{ waiting: Id[]; confirmed: number }> {
    const rows = await tx.query<{ id: Id; done: boolean }>(
      `SELECT id, cleared >= $1 AS done FROM keystore.node WHERE cleared >= $1 OR seen_at > now() - make_interval(secs => $2)`,
      [call, seconds],
    );
    const waiting = rows.filter(({ done }) => !done).map(({ id }) => id);
    return { waiting, confirmed: rows.length - waiting.length };
  }
}
