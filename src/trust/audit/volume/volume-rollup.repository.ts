import type { Transaction } from '../../../platform/database';

/** Where counting stopped and how far the log reaches; taken by one at a time. */
export async function lockVolume(tx: Transaction): Promise<{ from: number; size: number }> {
  const [row] = await tx.query<{ from: string; size: string }>(
    'SELECT v.size AS "from", (SELECT size FROM audit.head) AS size FROM audit.volume_head v FOR UPDATE OF v',
  );
  return { from: Number(row?.from ?? 0), size: Number(row?.size ?? 0) };
}

/** Counts entries `from` until before `to`, once in all and once for each term's value. */
export async function addToVolume(tx: Transaction, from: number, to: number): Promise<void> {
  await tx.query(
    `INSERT INTO audit.volume (term, value, slot, type, operation, entries)
     ${countsSql('l.n >= $1 AND l.n < $2')}
     ON CONFLICT (term, value, slot, type) DO UPDATE SET entries = audit.volume.entries + excluded.entries`,
    [from, to],
  );
  await tx.query('UPDATE audit.volume_head SET size = $1', [to]);
}

/** How many counts differ from the leaves that are counted. Of a pruned log only what is younger than its rest by a day. */
export async function countWrongSlots(tx: Transaction): Promise<number> {
  const oldest = `(SELECT CASE WHEN min(n) = 0 THEN '-infinity' ELSE min(at) + interval '1 day' END FROM audit.leaf)`;
  const [row] = await tx.query<{ wrong: number }>(
    `WITH counted AS (${countsSql('l.n < (SELECT size FROM audit.volume_head)')})
     SELECT count(*)::int AS wrong FROM counted c FULL JOIN audit.volume v USING (term, value, slot, type)
      WHERE slot >= ${oldest} AND (c.entries IS DISTINCT FROM v.entries OR c.operation IS DISTINCT FROM v.operation)`,
  );
  return row?.wrong ?? 0;
}

export async function forgetVolume(tx: Transaction): Promise<void> {
  await tx.query('DELETE FROM audit.volume');
  await tx.query('UPDATE audit.volume_head SET size = 0');
}

function countsSql(which: string): string {
  return `SELECT t.term, t.value, date_bin('30 minutes', l.at, timestamptz '2000-01-01 00:00Z') AS slot, l.type,
           min(l.operation) AS operation, count(*) AS entries
      FROM audit.leaf l CROSS JOIN LATERAL (VALUES ('', ''), ('decision', l.decision), ('role', coalesce(l.role, '')),
             ('purpose', coalesce(l.purpose, '')), ('class', coalesce(l.class, '')), ('part', coalesce(l.part, ''))) t (term, value)
     WHERE ${which} GROUP BY 1, 2, 3, 4`;
}
