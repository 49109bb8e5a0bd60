import type { Claim, ClaimSet } from './claims';

/** What an item's claims say together (regulation D2). */
export interface RetentionOutcome {
  /** No minimum stands in the way from here on; null while one has not begun to run. */
  readonly deletableAt: Date | null;
  /** The last claim is over: it must go. Null while a claim waits for its trigger. */
  readonly mustDeleteAt: Date | null;
  /** From here on it is kept because of a minimum alone, and not used. */
  readonly restrictAt: Date | null;
  /** Whether anything has to be told before the dates can be trusted. */
  readonly waiting: boolean;
  /** No row speaks of it, or a fact is missing that rows ask for: restricted, and asked about. */
  readonly unsettled: boolean;
}

export function outcomeOf({ claims, unknownFacts }: ClaimSet): RetentionOutcome {
  const unsettled = claims.length === 0 || unknownFacts.length > 0;
  const waiting = claims.some((claim) => claim.waiting !== null);
  if (claims.length === 0) return { deletableAt: null, mustDeleteAt: null, restrictAt: null, waiting, unsettled };
  const blocked = claims.some((claim) => claim.waiting !== null && claim.row.min !== null);
  const mustDeleteAt = waiting ? null : latest(claims.map(({ endsAt }) => endsAt));
  const ofUse = claims.filter(({ row }) => !row.floor);
  const useEnds = ofUse.some((claim) => claim.waiting !== null) ? null : latest(ofUse.map(({ maxUntil }) => maxUntil));
  return {
    deletableAt: blocked ? null : (latest(claims.map(({ minUntil }) => minUntil)) ?? new Date(0)),
    mustDeleteAt,
    restrictAt: useEnds !== null && (mustDeleteAt === null || useEnds < mustDeleteAt) ? useEnds : null,
    waiting,
    unsettled,
  };
}

/** Claims that still keep the item at a moment. */
export function liveClaims(claims: readonly Claim[], now: Date): Claim[] {
  return claims.filter(({ waiting, endsAt }) => waiting !== null || (endsAt !== null && endsAt > now));
}

/** Minima that still run, or may yet begin to. */
export function runningMinima(claims: readonly Claim[], now: Date): Claim[] {
  return claims.filter(
    ({ row, waiting, minUntil }) => row.min !== null && (waiting !== null || (minUntil !== null && minUntil > now)),
  );
}

/** Roles that the claims alive still let in; a floor lets nobody in to use it. */
export function rolesAlive(claims: readonly Claim[], now: Date): string[] {
  return [...new Set(liveClaims(claims, now).flatMap(({ row }) => row.roles))].sort();
}

function latest(dates: readonly (Date | null)[]): Date | null {
  return dates.reduce<Date | null>(
    (last, date) => (date !== null && (last === null || date > last) ? date : last),
    null,
  );
}
