import type { Transaction } from '../../../platform/database';
import { type LogKey, originFor } from '../format/note';
import { listOpeningEntries, type OpeningEntry, requestOf } from '../opening/opening-entries.repository';
import type { Findings } from './finding';

/**
 * Where the log took another origin, an entry has to say so as the first one of the new log, and nowhere else; and one
 * person has to have wanted exactly that, and another one in another role to have approved it.
 */
export async function findOpenings(
  tx: Transaction,
  log: LogKey,
  { findings, size }: { readonly findings: Findings; readonly size: number },
): Promise<{ readonly entry: number; readonly lost: string }[]> {
  const entries = await listOpeningEntries(tx, size);
  const opened = entries.filter(({ event: { type } }) => type === 'audit.log.opened');
  const said = new Map(opened.map((entry) => [entry.n, entry.event.range]));
  const due = (log.earlier ?? []).map(({ upTo }) => upTo).filter((n) => originFor(log, n) !== originFor(log, n + 1));
  for (const n of new Set([...due, ...said.keys()]))
    if (!due.includes(n) || (said.get(n) ?? null) === null) findings.add('opening_unproved', n);
  // The people are told right after the first entry, which comes before anything else.
  for (const opening of opened)
    if (opening.n < size - 1 && !isApproved(opening, entries)) findings.add('opening_unapproved', opening.n);
  return due.map((entry) => ({ entry, lost: said.get(entry) ?? 'nothing' }));
}

function isApproved(opening: OpeningEntry, entries: readonly OpeningEntry[]): boolean {
  const steps = entries.filter((entry) => requestOf(entry) === requestOf(opening));
  const by = (type: string) => steps.filter(({ event }) => event.type === type).map(({ event }) => event.actor);
  const given = by('approval.given');
  return by('approval.requested').some((asker) => given.some(({ id, role }) => id !== asker.id && role !== asker.role));
}
