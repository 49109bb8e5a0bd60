import { createHash } from 'node:crypto';
import { periodBefore } from '../../clocks';
import type { Claim } from '../rules/claims';
import { claimsOf, type RetainedItem } from '../rules/claims';
import { outcomeOf } from '../rules/outcome';
import type { RetentionEvent } from '../rules/events';
import type { RetentionState } from '../rules/retention-state';
import type { ReadSchedule } from '../policy-schedule';
import type { ClaimBasis, FreshClaims, StoredClaim } from './claim.repository';

/** An item and its claims as they are at a moment, in the shape in which they are kept. */
export function workOut(basis: ClaimBasis, schedule: ReadSchedule, now: Date): FreshClaims {
  const set = claimsOf(retainedItem(basis, schedule, now), schedule, now);
  const { deletableAt, mustDeleteAt, restrictAt, waiting, unsettled } = outcomeOf(set);
  const restrictedFrom = earliest([basis.restrictedAt, restrictAt, mustDeleteAt]);
  const item = {
    media_id: basis.id,
    state: stateAt(now, basis, { mustDeleteAt, restrictedFrom }),
    // Where no minimum stands against it, from its intake on.
    deletable_at: deletableAt !== null && deletableAt < basis.receivedAt ? basis.receivedAt : deletableAt,
    must_delete_at: mustDeleteAt,
    restrict_at: restrictAt,
    notice_by: noticeBy(set.claims, mustDeleteAt, schedule),
    waiting,
    unsettled,
    review: unsettled || set.claims.some(({ row }) => row.atExpiry === 'REVIEW'),
    unknown_facts: set.unknownFacts,
    policy: schedule.version,
  };
  const claims = set.claims.map((claim) => stored(basis, claim));
  return {
    item,
    claims,
    restrictedFrom,
    fingerprint: fingerprintOf({ ...item, policy: null }, claims, restrictedFrom),
  };
}

/** By when somebody is told of the end: as the row says that asks for the longest notice. */
function noticeBy(claims: readonly Claim[], end: Date | null, schedule: ReadSchedule): Date | null {
  if (end === null) return null;
  return earliest(
    claims.map(({ row, jurisdiction }) =>
      row.preNotice === null ? null : periodBefore(end, row.preNotice, schedule.calendar(jurisdiction)),
    ),
  );
}

/** What the schedule looks at: noted facts before what the purpose says, noted events beside what the vault knows itself. */
export function retainedItem(basis: ClaimBasis, schedule: ReadSchedule, now: Date): RetainedItem {
  return {
    documentClass: basis.class,
    part: 'original',
    jurisdictions: basis.jurisdiction === null ? [] : [basis.jurisdiction],
    facts: { ...schedule.factsFrom(basis.purpose), ...basis.facts },
    events: [...basis.events.map(read), ...ownEvents(basis, now)],
  };
}

/** Intake, review and every use for the business are processing (DPDP floor); a ticket that is open says so at every moment. */
function ownEvents(
  { receivedAt, releasedAt, processedAt, ticketOpen, ticketClosedAt }: ClaimBasis,
  now: Date,
): RetentionEvent[] {
  const at = (type: string, when: Date, source = 'vault'): RetentionEvent => ({
    type,
    at: when,
    knownAt: when,
    source,
  });
  return [
    at('INGESTED', receivedAt),
    at('PROCESSED', processedAt ?? releasedAt ?? receivedAt),
    ...(ticketOpen ? [at('TICKET_OPENED', now, 'helpdesk')] : []),
    ...(ticketClosedAt === null ? [] : [at('TICKET_CLOSED', ticketClosedAt, 'helpdesk')]),
  ];
}

function stateAt(
  now: Date,
  { quarantined }: ClaimBasis,
  dates: { mustDeleteAt: Date | null; restrictedFrom: Date | null },
): RetentionState {
  if (dates.mustDeleteAt !== null && dates.mustDeleteAt <= now) return 'disposition_due';
  if (quarantined) return 'quarantined';
  return dates.restrictedFrom !== null && dates.restrictedFrom <= now ? 'restricted' : 'active';
}

/** Nothing is used before its restriction, and nothing after its last claim is over. */
function earliest(dates: readonly (Date | null)[]): Date | null {
  return dates.reduce((first, date) => (date !== null && (first === null || date < first) ? date : first), null);
}

function fingerprintOf(...worked: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(worked)).digest('base64url');
}

function read({ type, at, known_at, source }: ClaimBasis['events'][number]): RetentionEvent {
  return { type, at: new Date(at), knownAt: new Date(known_at), source };
}

function stored(
  { id }: ClaimBasis,
  { row, jurisdiction, trigger, waiting, minUntil, maxUntil, endsAt }: Claim,
): StoredClaim {
  return {
    media_id: id,
    row_id: row.id,
    jurisdiction,
    regime: row.regime,
    floor: row.floor,
    trigger_type: trigger?.type ?? null,
    trigger_at: trigger?.at ?? null,
    trigger_known_at: trigger?.knownAt ?? null,
    trigger_source: trigger?.source ?? null,
    waiting,
    min_until: minUntil,
    max_until: maxUntil,
    ends_at: endsAt,
  };
}
