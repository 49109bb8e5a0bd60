import type { Transaction } from '../../../platform/database';
import { parseLeaf } from '../format/leaf';
import { type LogKey, originFor } from '../format/note';
import type { Findings } from './finding';

/** Where the log took another origin, an entry has to say so as the first one of the new log, and nowhere else. */
export async function findOpenings(
  tx: Transaction,
  log: LogKey,
  findings: Findings,
): Promise<{ readonly entry: number; readonly lost: string }[]> {
  const rows = await tx.query<{ n: string; body: Buffer }>(
    "SELECT n, body FROM audit.leaf WHERE type = 'audit.log.opened' ORDER BY n",
  );
  const said = new Map(rows.map(({ n, body }) => [Number(n), lostIn(body)]));
  const due = (log.earlier ?? []).map(({ upTo }) => upTo).filter((n) => originFor(log, n) !== originFor(log, n + 1));
  for (const n of new Set([...due, ...said.keys()]))
    if (!due.includes(n) || said.get(n) === undefined) findings.add('opening_unproved', n);
  return due.map((entry) => ({ entry, lost: said.get(entry) ?? 'nothing' }));
}

function lostIn(body: Buffer): string | undefined {
  try {
    return parseLeaf(body).e.range ?? undefined;
  } catch {
    return undefined;
  }
}
