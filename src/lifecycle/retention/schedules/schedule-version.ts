import { createHash } from 'node:crypto';
import type { Id } from '../../../kernel';
import type { RetentionRow } from '../../../platform/settings';
import { canonicalJson, type CanonicalValue } from '../../../trust/audit';
import type { RetentionOutcome } from '../rules/outcome';

/** What a change does to an item's end. `begins`: it gets an end; `opens`: it has none any more; `other`: a minimum or a restriction. */
export const moveKinds = ['now_due', 'no_longer_due', 'earlier', 'later', 'begins', 'opens', 'other'] as const;
export type MoveKind = (typeof moveKinds)[number];

export interface MoveCount {
  readonly class: string;
  readonly jurisdiction: string | null;
  readonly kind: MoveKind;
  readonly items: number;
}

/** A schedule as somebody proposed it: never changed, and in force or not. */
export interface ScheduleVersion {
  readonly id: Id;
  readonly hash: string;
  /** Hash of the rows that it was compared with. */
  readonly base: string;
  /** Hash of the rows of `config/` at that time. */
  readonly shipped: string;
  readonly rows: readonly RetentionRow[];
  readonly proposedBy: Id;
  readonly proposedAt: Date;
  /** Null until the dry run is over. */
  readonly moves: readonly MoveCount[] | null;
  readonly inForceAt: Date | null;
  readonly approval: Id | null;
}

/** A row is named by its id and the day from which on that text of it holds. */
export interface RowName {
  readonly id: string;
  readonly effectiveFrom: string | null;
}

export interface RowChange extends RowName {
  readonly change: 'added' | 'changed' | 'removed';
}

/** Rows that take the place of their namesakes or are new, and rows that go. */
export interface ScheduleChange {
  readonly put: readonly RetentionRow[];
  readonly remove: readonly RowName[];
}

const keyOf = ({ id, effectiveFrom }: RowName): string => `${id} ${effectiveFrom ?? ''}`;
const byKey = (rows: readonly RetentionRow[]) => new Map(rows.map((row) => [keyOf(row), row]));
/** Through JSON, because rows that were read are instances of classes. */
const spelled = (row: RetentionRow): string => canonicalJson(JSON.parse(JSON.stringify(row)) as CanonicalValue);

/** Names of rows that are to go and are not there. */
export function absentRows(rows: readonly RetentionRow[], { remove }: ScheduleChange): RowName[] {
  const known = byKey(rows);
  return remove.filter((name) => !known.has(keyOf(name)));
}

/** The rows after a change, in the order of their names. */
export function applied(rows: readonly RetentionRow[], { put, remove }: ScheduleChange): RetentionRow[] {
  const changed = new Map([...byKey(rows), ...byKey(put)]);
  for (const name of remove) changed.delete(keyOf(name));
  return inOrder([...changed.values()]);
}

export function rowChanges(before: readonly RetentionRow[], after: readonly RetentionRow[]): RowChange[] {
  const [old, fresh] = [byKey(before), byKey(after)];
  const keys = [...new Set([...old.keys(), ...fresh.keys()])].sort();
  return keys.flatMap((key): RowChange[] => {
    const [was, is] = [old.get(key), fresh.get(key)];
    const named = is ?? was;
    if (named === undefined || (was !== undefined && is !== undefined && spelled(was) === spelled(is))) return [];
    const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    return [{ id: named.id, effectiveFrom: named.effectiveFrom, change }];
  });
}

/** Classes whose items a change may move; null: every class. */
export function classesTouched(before: readonly RetentionRow[], after: readonly RetentionRow[]): string[] | null {
  const names = new Set(rowChanges(before, after).map(keyOf));
  const classes = [...before, ...after].filter((row) => names.has(keyOf(row))).flatMap((row) => row.classes);
  return classes.includes('*') ? null : [...new Set(classes)].sort();
}

/** `sha256:…` over the rows in the order of their names, whoever wrote them in which spelling. */
export function hashOfRows(rows: readonly RetentionRow[]): string {
  const text = `[${inOrder(rows).map(spelled).join(',')}]`;
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** What a change does to one item; null where nothing does. */
export function moveOf(before: RetentionOutcome, after: RetentionOutcome, now: Date): MoveKind | null {
  const [was, is] = [before.mustDeleteAt, after.mustDeleteAt];
  const due = (at: Date | null): boolean => at !== null && at <= now;
  if (due(is) !== due(was)) return due(is) ? 'now_due' : 'no_longer_due';
  if (was === null || is === null) {
    if (was !== null) return 'opens';
    if (is !== null) return 'begins';
  } else if (was.getTime() !== is.getTime()) return is < was ? 'earlier' : 'later';
  const rest = ({ deletableAt, restrictAt, unsettled }: RetentionOutcome): string =>
    `${deletableAt?.getTime()} ${restrictAt?.getTime()} ${unsettled}`;
  return rest(before) === rest(after) ? null : 'other';
}

function inOrder(rows: readonly RetentionRow[]): RetentionRow[] {
  return [...rows].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}
