import fc from 'fast-check';
import { loadPolicyData, RetentionRow } from '../../../platform/settings';
import type { ClaimBasis, FreshClaims } from '../claims/claim.repository';
import { retainedItem, workOut } from '../claims/work-out';
import { PolicySchedule, type ReadSchedule } from '../policy-schedule';
import { claimsOf } from '../rules/claims';
import { judge } from '../rules/precedence';
import { type DestructionGround, keptBy } from './weighing';

/**
 * Random histories of one item under the schedule as shipped and two others: tickets close and re-open, relationships begin
 * and end, facts come, people hold, release, restrict and lift, schedules change, time goes on. After every step somebody
 * tries to destroy it. An oracle that reads no row and no claim says what must be safe.
 */
const day = 86_400_000;
const year = 365 * day;
const coolDown = 7 * day;
const policy = loadPolicyData('config');
const schedules = new PolicySchedule(policy);
const changed = (max: string, min: string | null): ReadSchedule =>
  schedules.with(
    policy.retentionSchedules.map((row) =>
      Object.assign(
        new RetentionRow(),
        row,
        row.max === null ? {} : { max },
        row.min === null || min === null ? {} : { min },
      ),
    ),
    max,
  );
/** Minima only grow, so that what the oracle calls safe is safe under each of them. */
const versions = [schedules.schedule, changed('P1D', null), changed('P13M', 'P9Y')];

const acts = [
  ...['close', 'reopen', 'begin', 'end', 'verify', 'diligence', 'no_diligence', 'use', 'review'],
  ...['hold', 'release', 'restrict', 'lift', 'schedule_0', 'schedule_1', 'schedule_2', 'wait'],
] as const;
type Act = (typeof acts)[number];

/** What has happened so far. */
interface Life {
  readonly basis: ClaimBasis;
  readonly held: boolean;
  /** When the last hold was released. */
  readonly releasedAt: Date | null;
  readonly schedule: ReadSchedule;
  readonly now: Date;
}

function begun(documentClass: string, jurisdiction: string): Life {
  const now = new Date('2024-02-28T22:30:00Z');
  const basis: ClaimBasis = {
    ...{ id: '8c5d0d6e-4c0a-4a57-8a5c-1df0b4f3c001', class: documentClass, quarantined: false, jurisdiction },
    ...{
      purpose: 'fraud_check',
      legalBasis: 'contract',
      secret: false,
      receivedAt: now,
      releasedAt: now,
      processedAt: null,
    },
    ...{ state: null, fingerprint: null, events: [], facts: {}, restrictedAt: null, ticketOpen: true },
    ticketClosedAt: null,
  };
  return { basis, held: false, releasedAt: null, schedule: schedules.schedule, now };
}

function stated(life: Life, ...types: string[]): Life {
  const at = life.now.toISOString();
  const events = types.map((type) => ({ type, at, known_at: at, source: 'api' }));
  return { ...life, basis: { ...life.basis, events: [...life.basis.events, ...events] } };
}

function known(life: Life, change: Partial<ClaimBasis>): Life {
  return { ...life, basis: { ...life.basis, ...change } };
}

const steps: Readonly<Record<Act, (life: Life) => Life>> = {
  close: (life) => known(life, { ticketOpen: false, ticketClosedAt: life.now }),
  reopen: (life) => known(life, { ticketOpen: true, ticketClosedAt: null }),
  begin: (life) => stated(life, 'RELATIONSHIP_BEGUN', 'ACCOUNT_OPENED', 'CLAIM_OPENED'),
  end: (life) =>
    stated(life, 'RELATIONSHIP_ENDED', 'ACCOUNT_CLOSED', 'CLAIM_CLOSED', 'WARRANTY_ENDED', 'VOUCHER_DATED'),
  verify: (life) => stated(life, 'VERIFICATION_DONE', 'LAST_INTERACTION'),
  diligence: (life) => known(life, { facts: { ...life.basis.facts, due_diligence: 'yes' } }),
  no_diligence: (life) => known(life, { facts: { ...life.basis.facts, due_diligence: 'no' } }),
  use: (life) => known(life, { processedAt: life.now }),
  review: (life) => known(life, { quarantined: !life.basis.quarantined }),
  hold: (life) => ({ ...life, held: true }),
  release: (life) => (life.held ? { ...life, held: false, releasedAt: life.now } : life),
  restrict: (life) => known(life, { restrictedAt: life.now }),
  lift: (life) => known(life, { restrictedAt: null }),
  schedule_0: (life) => ({ ...life, schedule: versions[0] ?? life.schedule }),
  schedule_1: (life) => ({ ...life, schedule: versions[1] ?? life.schedule }),
  schedule_2: (life) => ({ ...life, schedule: versions[2] ?? life.schedule }),
  wait: (life) => life,
};

const later = (life: Life, days: number): Life => ({ ...life, now: new Date(life.now.getTime() + days * day) });
const stops = ({ held, releasedAt, now }: Life): boolean =>
  held || (releasedAt !== null && now.getTime() < releasedAt.getTime() + coolDown);
const fresh = ({ basis, schedule, now }: Life): FreshClaims => workOut(basis, schedule, now);
const kept = (life: Life, ground: DestructionGround) =>
  keptBy(fresh(life), { ground, held: stops(life), unannounced: false, now: life.now });
const verdict = (life: Life, wish: 'GDPR' | 'DPDP' | null) => {
  const { basis, schedule, now } = life;
  const set = claimsOf(retainedItem(basis, schedule, now), schedule, now);
  const holds = stops(life) ? ['M-1'] : [];
  return judge({ set, holds, forbidden: false, wish: wish === null ? null : { regime: wish }, now }).verdict;
};

/** Whether a law keeps it for sure, in years of 365 days, of which each law's has one or more. */
function protectedByLaw({ basis, now }: Life): boolean {
  const since = (at: Date | string): number => now.getTime() - new Date(at).getTime();
  const used = basis.processedAt ?? basis.releasedAt ?? basis.receivedAt;
  if (basis.jurisdiction === 'IN' && basis.class !== 'payment_card' && since(used) < year) return true;
  if (basis.class !== 'passport' || basis.facts['due_diligence'] !== 'yes') return false;
  const ended = basis.events.filter(({ type }) => type === 'RELATIONSHIP_ENDED').at(-1);
  const begun = basis.events.filter(({ type }) => type === 'RELATIONSHIP_BEGUN').at(-1);
  if (ended === undefined || (begun !== undefined && begun.at >= ended.at)) return true;
  return since(ended.at) < 5 * year;
}

const history = fc.array(fc.tuple(fc.constantFrom(...acts), fc.integer({ min: 0, max: 500 })), { maxLength: 25 });
const born = fc.record({
  documentClass: fc.constantFrom('passport', 'support_screenshot', 'voice_note', 'product_damage_photo', 'unheard_of'),
  jurisdiction: fc.constantFrom('DE', 'FR', 'GB', 'IN', 'US-CA'),
});
const lived = (life: Life, told: readonly (readonly [Act, number])[]): Life[] => {
  const moments = [life];
  for (const [act, days] of told) moments.push(later(steps[act](moments.at(-1) ?? life), days));
  return moments;
};
const runs = { numRuns: 300 };

describe('no history of holds, facts, schedules and time', () => {
  it('destroys what is held', () => {
    fc.assert(
      fc.property(born, history, ({ documentClass, jurisdiction }, told) => {
        for (const life of lived(begun(documentClass, jurisdiction), told).filter(stops)) {
          for (const ground of ['disposition', 'request', 'forbidden'] as const)
            expect(kept(life, ground)).toBe('held');
          for (const wish of [null, 'GDPR', 'DPDP'] as const) expect(verdict(life, wish)).toBe('hold');
        }
      }),
      runs,
    );
  });

  it('destroys what a law protects', () => {
    let moments = 0;
    fc.assert(
      fc.property(born, history, ({ documentClass, jurisdiction }, told) => {
        for (const life of lived(begun(documentClass, jurisdiction), told).filter(protectedByLaw)) {
          moments += 1;
          for (const ground of ['disposition', 'request'] as const) expect(kept(life, ground)).not.toBeNull();
          for (const wish of [null, 'GDPR', 'DPDP'] as const) expect(verdict(life, wish)).not.toBe('destroy');
        }
      }),
      runs,
    );
    expect(moments).toBeGreaterThan(100);
  });

  it('destroys what no row speaks of', () => {
    fc.assert(
      fc.property(history, (told) => {
        for (const life of lived(begun('unheard_of', 'DE'), told)) {
          expect(kept(life, 'disposition')).not.toBeNull();
          expect(kept(life, 'request')).not.toBeNull();
        }
      }),
      runs,
    );
  });

  it('opens again what is over', () => {
    fc.assert(
      fc.property(born, history, ({ documentClass, jurisdiction }, told) => {
        for (const life of lived(begun(documentClass, jurisdiction), told)) {
          const { item, restrictedFrom } = fresh(life);
          const over = item.must_delete_at !== null && item.must_delete_at <= life.now;
          if (over) expect(restrictedFrom !== null && restrictedFrom <= life.now).toBe(true);
        }
      }),
      runs,
    );
  });
});

describe('the end of the last claim', () => {
  /** However it went: in the end tickets close, relationships end, facts are known, and matters are settled. */
  const settled = (life: Life): Life =>
    (['release', 'lift', 'close', 'diligence', 'end', 'verify'] as const).reduce((now, act) => steps[act](now), life);
  const ends = born.filter(({ documentClass }) => documentClass !== 'unheard_of');

  it('always has a day, and leads to destruction', () => {
    fc.assert(
      fc.property(ends, history, ({ documentClass, jurisdiction }, told) => {
        const last = lived(begun(documentClass, jurisdiction), told).at(-1);
        if (last === undefined) throw new Error('nothing was lived');
        const calm = settled(last);
        const due = fresh(calm).item.must_delete_at;
        if (due === null) throw new Error(`no end: ${JSON.stringify(fresh(calm).item)}`);
        const over = { ...calm, now: new Date(Math.max(due.getTime(), calm.now.getTime() + coolDown)) };
        expect(fresh(over).item.state).toBe('disposition_due');
        for (const ground of ['disposition', 'request'] as const) expect(kept(over, ground)).toBeNull();
        expect(verdict(over, null)).toBe(fresh(over).item.review ? 'review' : 'destroy');
      }),
      runs,
    );
  });

  it('comes within the longest law', () => {
    fc.assert(
      fc.property(ends, history, ({ documentClass, jurisdiction }, told) => {
        const last = lived(begun(documentClass, jurisdiction), told).at(-1);
        if (last === undefined) throw new Error('nothing was lived');
        const calm = settled(last);
        const due = fresh(calm).item.must_delete_at;
        expect((due?.getTime() ?? Infinity) - calm.now.getTime()).toBeLessThan(12 * 366 * day);
      }),
      runs,
    );
  });
});
