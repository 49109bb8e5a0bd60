import type { Transaction } from '../../../platform/database';
import type { EntryScope } from '../reading/entry-scope';

const columns = {
  actor: 'l.actor::text',
  subject: 'l.subject::text',
  media: 'l.media::text',
  ticket: "l.ticket_system || '/' || l.ticket",
} as const;

export type RecentName = keyof typeof columns;

export function isRecentName(name: string): name is RecentName {
  return Object.hasOwn(columns, name);
}

/** Values of the newest entries in reach, newest first: the same condition that pages are read with. */
export async function listRecent(
  tx: Transaction,
  scope: EntryScope,
  name: RecentName,
  { entries, values }: { entries: number; values: number },
): Promise<string[]> {
  const parameters: unknown[] = [];
  const rows = await tx.query<{ value: string }>(
    `SELECT value FROM (SELECT ${columns[name]} AS value, l.at, l.n FROM audit.leaf l WHERE ${scope.sql('l', parameters)}
       ORDER BY l.at DESC, l.n DESC LIMIT ${Math.trunc(entries)}) recent
      WHERE value IS NOT NULL GROUP BY value ORDER BY max(at) DESC, max(n) DESC LIMIT ${Math.trunc(values)}`,
    parameters,
  );
  return rows.map(({ value }) => value);
}
