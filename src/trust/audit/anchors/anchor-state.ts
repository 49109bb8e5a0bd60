import type { AnchorTrouble } from './anchor';

/** An anchor may lag so far behind without anything being wrong: twice the time between two steps. */
const usualLagMillis = 120_000;

/** A row of `audit.anchor`, beside how far the log is. */
export interface AnchorRow {
  readonly name: string;
  readonly kind: 'bucket' | 'witness' | 'time_stamp';
  readonly size: number;
  readonly anchoredAt: Date | null;
  readonly failingSince: Date | null;
  readonly error: AnchorTrouble | null;
  readonly protects: boolean;
  /** When the first entry was sealed that it does not remember; null where it remembers all. */
  readonly behindSince: Date | null;
}

export type AnchorCondition = 'current' | 'behind' | 'failing' | 'not_protecting';

export function conditionOf(row: AnchorRow): AnchorCondition {
  if (row.failingSince !== null) return 'failing';
  if (!row.protects) return 'not_protecting';
  return row.behindSince === null ? 'current' : 'behind';
}

/** Since when an anchor has been of no use; null while it is. A step that is not even tried counts once it is overdue. */
export function troubleSince({ failingSince, behindSince }: AnchorRow, now: Date): Date | null {
  if (failingSince !== null) return failingSince;
  if (behindSince === null) return null;
  const due = new Date(behindSince.getTime() + usualLagMillis);
  return due < now ? due : null;
}

/**
 * From when on nothing is opened: at once where an anchor remembers another log than this, after the grace where none is of
 * use; null while all is well.
 */
export function closesAt(rows: readonly AnchorRow[], now: Date, graceMillis: number): Date | null {
  const contradicted = rows.find(({ error }) => error === 'rolled_back' || error === 'forked');
  if (contradicted !== undefined) return contradicted.failingSince ?? now;
  const since = abandonedSince(rows, now);
  return since === null ? null : new Date(since.getTime() + graceMillis);
}

/**
 * Since when no anchor has been of use; null while at least one is, and where there is none to be had. Time-stamp
 * authorities remember nothing and do not count.
 */
function abandonedSince(rows: readonly AnchorRow[], now: Date): Date | null {
  const remembering = rows.filter(({ kind }) => kind !== 'time_stamp');
  const troubles = remembering.map((row) => troubleSince(row, now));
  if (troubles.length === 0 || troubles.includes(null)) return null;
  return troubles.reduce((latest, since) => (since !== null && (latest === null || since > latest) ? since : latest));
}
