import type { ClaimSet } from './claims';
import { liveClaims, outcomeOf, runningMinima } from './outcome';
import type { RequestRegime } from './schedule';

/** A request that bears on an item: erasure, a consent withdrawn, an objection upheld. */
export interface ErasureWish {
  readonly regime: RequestRegime;
}

export interface Situation {
  readonly set: ClaimSet;
  /** Matters whose hold covers the item. */
  readonly holds: readonly string[];
  /** Content that may not exist at all (a card's verification code, an unmasked Aadhaar, a wrong person's upload). */
  readonly forbidden: boolean;
  readonly wish: ErasureWish | null;
  readonly now: Date;
}

export const verdicts = ['destroy', 'seal', 'hold', 'restrict', 'conflict', 'review', 'keep'] as const;
export type Verdict = (typeof verdicts)[number];

/** One test of the table, with what it would decide; every one is stored, the first that applies decides. */
export interface PrecedenceTest {
  /** Its place in regulation D1. */
  readonly order: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  readonly applies: boolean;
  readonly verdict: Verdict;
  /** Rows of the schedule, or matters, that it rests on. */
  readonly because: readonly string[];
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly decidedBy: PrecedenceTest;
  readonly tests: readonly PrecedenceTest[];
}

/** Regulation D1: what happens to an item, with every test's result. */
export function judge(situation: Situation): Judgement {
  const tests = [
    forbiddenContent(situation),
    held(situation),
    minimumRuns(situation),
    maximumReached(situation),
    wished(situation),
    purposeEnded(situation),
    nothing(),
  ];
  const decidedBy = tests.find(({ applies }) => applies) ?? nothing();
  return { verdict: decidedBy.verdict, decidedBy, tests };
}

function forbiddenContent({ forbidden, holds }: Situation): PrecedenceTest {
  return { order: 1, applies: forbidden, verdict: holds.length > 0 ? 'seal' : 'destroy', because: holds };
}

function held({ holds }: Situation): PrecedenceTest {
  return { order: 2, applies: holds.length > 0, verdict: 'hold', because: holds };
}

/** A minimum refuses only the regimes that its row names; another law's request then waits for a human (D1 row 3). */
function minimumRuns({ set, wish, now }: Situation): PrecedenceTest {
  const running = runningMinima(set.claims, now);
  const because = running.map(({ row }) => row.id);
  const inConflict = wish !== null && running.some(({ row }) => !row.refuses.includes(wish.regime));
  const used = liveClaims(set.claims, now).some(
    ({ row, maxUntil }) => !row.floor && (maxUntil === null || maxUntil > now),
  );
  const verdict = wish === null && used ? 'keep' : inConflict ? 'conflict' : 'restrict';
  return { order: 3, applies: running.length > 0, verdict, because };
}

/** The last claim is over, and its end was the law's own: nobody extends it. */
function maximumReached({ set, now }: Situation): PrecedenceTest {
  const { mustDeleteAt, unsettled } = outcomeOf(set);
  const statutory = set.claims.filter(({ row }) => row.minRef !== null || row.hardCap !== null);
  const reached = mustDeleteAt !== null && mustDeleteAt <= now && statutory.length > 0;
  const verdict = unsettled ? 'review' : 'destroy';
  return { order: 4, applies: reached, verdict, because: statutory.map(({ row }) => row.id) };
}

/** While the matter that it was sent for is still open, or a fact is missing, a human decides. */
function wished({ set, wish }: Situation): PrecedenceTest {
  const stillNeeded = set.claims.some(({ waiting }) => waiting === 'open') || outcomeOf(set).unsettled;
  const because = wish === null ? [] : [wish.regime];
  return { order: 5, applies: wish !== null, verdict: stillNeeded ? 'review' : 'destroy', because };
}

function purposeEnded({ set, now }: Situation): PrecedenceTest {
  const { mustDeleteAt, unsettled } = outcomeOf(set);
  const asks = unsettled || set.claims.some(({ row }) => row.atExpiry === 'REVIEW');
  return {
    order: 6,
    applies: mustDeleteAt !== null && mustDeleteAt <= now,
    verdict: asks ? 'review' : 'destroy',
    because: set.claims.map(({ row }) => row.id),
  };
}

/** No test applies: it is kept while claims live. A wish of the business is never among the tests. */
function nothing(): PrecedenceTest {
  return { order: 7, applies: true, verdict: 'keep', because: [] };
}
