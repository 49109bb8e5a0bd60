import type { ScheduleRow } from './schedule';

/** Something that happened to an item, its ticket or its subject, and who says so. */
export interface RetentionEvent {
  readonly type: string;
  readonly at: Date;
  /** When the vault, or the organisation, came to know of it. */
  readonly knownAt: Date;
  /** `api`, `helpdesk`, `staff` or `vault`. */
  readonly source: string;
}

/** A kind of event that starts or resets periods (`config/retention-events.json`). */
export interface EventRule {
  readonly code: string;
  /** A later event of this kind takes it back: a ticket that is re-opened was not closed. */
  readonly undoneBy: string | null;
  /** An event of this kind says that there will never be one: no account, so none to close. */
  readonly absentBy: string | null;
}

export type EventRules = ReadonlyMap<string, EventRule>;

/** Where a trigger stands. */
export type TriggerState =
  { readonly kind: 'happened'; readonly event: RetentionEvent } | { readonly kind: 'open' | 'unknown' | 'absent' };

/** What the events say of one kind of event. */
export function stateOfEvent(type: string, events: readonly RetentionEvent[], rules: EventRules): TriggerState {
  const rule = rules.get(type);
  const last = (wanted: string | null | undefined): RetentionEvent | undefined =>
    events.filter((event) => event.type === wanted).reduce<RetentionEvent | undefined>(later, undefined);
  const happened = last(type);
  const undone = last(rule?.undoneBy);
  if (undone !== undefined && (happened === undefined || undone.at >= happened.at)) return { kind: 'open' };
  if (happened !== undefined) return { kind: 'happened', event: happened };
  return { kind: last(rule?.absentBy) === undefined ? 'unknown' : 'absent' };
}

/** What the events say of a row's trigger. */
export function stateOfTrigger(
  { mode, events: types }: ScheduleRow['trigger'],
  events: readonly RetentionEvent[],
  rules: EventRules,
): TriggerState {
  const states = types.map((type) => stateOfEvent(type, events, rules));
  if (mode !== 'first' && states.some(({ kind }) => kind === 'open')) return { kind: 'open' };
  if (mode === 'all' && states.some(({ kind }) => kind === 'unknown')) return { kind: 'unknown' };
  const happened = states.flatMap((state) => (state.kind === 'happened' ? [state.event] : []));
  const event = happened.reduce<RetentionEvent | undefined>(mode === 'first' ? earlier : later, undefined);
  if (event !== undefined) return { kind: 'happened', event };
  return { kind: states.some(({ kind }) => kind === 'open') ? 'open' : 'unknown' };
}

function later(one: RetentionEvent | undefined, other: RetentionEvent): RetentionEvent {
  return one === undefined || other.at > one.at ? other : one;
}

function earlier(one: RetentionEvent | undefined, other: RetentionEvent): RetentionEvent {
  return one === undefined || other.at < one.at ? other : one;
}
