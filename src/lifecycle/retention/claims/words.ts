import type { ScheduleRow } from '../rules/schedule';
import { restrictionGrounds } from '../restrictions/restriction';
import type { RunningRestriction } from '../restrictions/restriction.repository';
import type { StoredClaim, StoredItem } from './claim.repository';

/** A claim in one sentence: which rule, on what evidence, until when. */
export function claimInWords(claim: StoredClaim, row: ScheduleRow | null): string {
  const rule = `Rule ${claim.row_id} (${claim.jurisdiction})`;
  const law = row?.minRef ?? row?.maxReason ?? 'a row that is no longer in the schedule';
  if (claim.trigger_at === null || claim.ends_at === null)
    return claim.waiting === 'open'
      ? `${rule} keeps it, by ${law}: the period has not begun, because what starts it is still open.`
      : `${rule} keeps it, by ${law}: nobody has said yet when its period begins (${row?.trigger.events.join(', ') ?? 'unknown'}).`;
  const since = `${claim.trigger_type ?? ''} on ${day(claim.trigger_at)}, said by ${claim.trigger_source ?? ''}`;
  return `${rule} keeps it until ${day(claim.ends_at)}, by ${law}; counted from ${since}.`;
}

/** What follows for the item. */
export function outcomeInWords(item: StoredItem, holds: number, restrictions: readonly RunningRestriction[]): string[] {
  const { must_delete_at: end, restrict_at: restricted, unknown_facts: unknown } = item;
  return [
    ...(holds > 0 ? ['A legal hold stops its destruction, whatever else is said here.'] : []),
    ...restrictions.map(
      ({ ground, since }) =>
        `It is restricted since ${day(since)} (${restrictionGrounds[ground]}): kept, and not used but for claims, requests and authorities.`,
    ),
    end === null
      ? 'It has no end date yet.'
      : `It must be destroyed from ${day(end)} on${item.review ? ', after a person has looked at it' : ''}.`,
    ...(restricted === null ? [] : [`From ${day(restricted)} on it is kept for a law alone and not used.`]),
    ...(unknown.length > 0
      ? [`A person has to look at it before it goes, until these facts are known: ${unknown.join(', ')}.`]
      : []),
    ...(item.unsettled && unknown.length === 0
      ? ['No row of the schedule speaks of its class here: it is never destroyed without a person.']
      : []),
  ];
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}
