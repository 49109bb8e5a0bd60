import type { LogEntry } from '../api/types';

export type StepKind = 'received' | 'sealed' | 'released' | 'quarantined' | 'viewed' | 'refused' | 'other';

/** One step of an item's custody: one entry, or several openings in a row. */
export interface Step {
  kind: StepKind;
  entries: LogEntry[];
}

const kinds: Record<string, StepKind> = {
  'media.received': 'received',
  'media.stored': 'sealed',
  'media.released': 'released',
  'media.quarantined': 'quarantined',
  'media.read.open': 'viewed',
  'view.opened': 'viewed',
  'media.read.denied': 'refused',
  'view.denied': 'refused',
};

/** The end of an opening is counted with its beginning, and a look at the facts is no step of custody. */
const quiet = new Set(['media.read.close', 'view.closed', 'media.listed', 'media.shown', 'audit.read']);

function kindOf(entry: LogEntry): StepKind {
  if (entry.decision !== 'allow') return 'refused';
  return kinds[entry.type] ?? 'other';
}

/** The custody of an item from its entries, oldest first; openings that follow one another are one step. */
export function custodyOf(entries: readonly LogEntry[]): Step[] {
  const steps: Step[] = [];
  for (const entry of [...entries].sort((a, b) => a.n - b.n)) {
    if (quiet.has(entry.type)) continue;
    const kind = kindOf(entry);
    const last = steps.at(-1);
    if (last?.kind === kind && (kind === 'viewed' || kind === 'refused')) last.entries.push(entry);
    else steps.push({ kind, entries: [entry] });
  }
  return steps;
}

/** Whether all entries name the same sealed object by its hash; null where fewer than two say one. */
export function sameObject(entries: readonly LogEntry[]): boolean | null {
  const recorded = entries.flatMap(({ object }) => (typeof object?.sha256 === 'string' ? [object.sha256] : []));
  return recorded.length < 2 ? null : new Set(recorded).size === 1;
}
