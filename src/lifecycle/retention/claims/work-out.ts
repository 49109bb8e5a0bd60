import type { Claim } from '../rules/claims';
import { claimsOf, type RetainedItem } from '../rules/claims';
import { outcomeOf } from '../rules/outcome';
import type { RetentionEvent } from '../rules/events';
import type { RetentionState } from '../rules/retention-state';
import type { PolicySchedule } from '../policy-schedule';
import type { ClaimBasis, StoredClaim, StoredItem } from './claim.repository';

/** An item with its claims, worked out this moment. */
export interface FreshClaims {
  readonly item: StoredItem;
  readonly claims: readonly StoredClaim[];
  /** From then on it is kept and not used: by its claims' dates, or because somebody restricted it. */
  readonly restrictedFrom: Date | null;
}

/** An item and its claims as they are at a moment, in the shape in which they are kept. */
export function workOut(basis: ClaimBasis, policy: PolicySchedule, now: Date): FreshClaims {
  const set = claimsOf(retainedItem(basis, policy, now), policy.schedule, now);
  const { deletableAt, mustDeleteAt, restrictAt, waiting, unsettled } = outcomeOf(set);
  const restrictedFrom = earliest([basis.restrictedAt, restrictAt, mustDeleteAt]);
  const item = {
    media_id: basis.id,
    state: stateAt(now, basis, { mustDeleteAt, restrictedFrom }),
    // Where no minimum stands against it, from its intake on.
    deletable_at: deletableAt !== null && deletableAt < basis.receivedAt ? basis.receivedAt : deletableAt,
    must_delete_at: mustDeleteAt,
    restrict_at: restrictAt,
    waiting,
    unsettled,
    review: unsettled || set.claims.some(({ row }) => row.atExpiry === 'REVIEW'),
    unknown_facts: set.unknownFacts,
    policy: policy.schedule.version,
  };
  return { item, claims: set.claims.map((claim) => stored(basis, claim)), restrictedFrom };
}

/** What the schedule looks at: noted facts before what the purpose says, noted events beside what the vault knows itself. */
export function retainedItem(basis: ClaimBasis, policy: PolicySchedule, now: Date): RetainedItem {
  return {
    documentClass: basis.class,
    part: 'original',
    jurisdictions: basis.jurisdiction === null ? [] : [basis.jurisdiction],
    facts: { ...policy.factsFrom(basis.purpose), ...basis.facts },
    events: [...basis.events.map(read), ...ownEvents(basis, now)],
  };
}

/** Intake and review are processing for the business (DPDP floor); a ticket that is open says so at every moment. */
function ownEvents({ receivedAt, releasedAt, ticketOpen, ticketClosedAt }: ClaimBasis, now: Date): RetentionEvent[] {
  const at = (type: string, when: Date, source = 'vault'): RetentionEvent => ({
    type,
    at: when,
    knownAt: when,
    source,
  });
  return [
    at('INGESTED', receivedAt),
    at('PROCESSED', releasedAt ?? receivedAt),
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
