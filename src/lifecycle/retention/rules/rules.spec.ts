import fc from 'fast-check';
import type { Calendar } from '../../clocks';
import { claimsOf, type RetainedItem, type Schedule } from './claims';
import type { RetentionEvent } from './events';
import { outcomeOf, rolesAlive, runningMinima } from './outcome';
import { judge, type Situation } from './precedence';
import type { ScheduleRow } from './schedule';

const row = (given: Partial<ScheduleRow> & { id: string }): ScheduleRow => ({
  effectiveFrom: null,
  classes: ['photo'],
  part: 'original',
  jurisdictions: ['EU'],
  regime: 'support',
  when: [],
  trigger: { mode: 'latest', events: ['TICKET_CLOSED'], counts: 'occurred' },
  rounding: 'EXACT',
  min: null,
  minRef: null,
  max: 'P6M',
  maxReason: 'choice',
  hardCap: null,
  refuses: [],
  onRequest: 'ERASE',
  atExpiry: 'SHRED_DELETE',
  preNotice: null,
  redaction: 'ALLOWED',
  residency: null,
  floor: false,
  exemptFromFloor: false,
  roles: ['support_agent'],
  ...given,
});

const statutory = { min: 'P5Y', minRef: 'a law', max: null, maxReason: null, refuses: ['GDPR' as const] };
const ended = { mode: 'latest' as const, events: ['RELATIONSHIP_ENDED'], counts: 'occurred' as const };
const rows = [
  row({ id: 'P24', jurisdictions: ['EU', 'IN'] }),
  row({ id: 'P01', classes: ['passport'], regime: 'AML', ...statutory, trigger: ended, roles: ['kyc_agent'] }),
  row({
    id: 'P02',
    classes: ['passport'],
    regime: 'AML',
    ...statutory,
    trigger: ended,
    jurisdictions: ['DE'],
    rounding: 'END_CALENDAR_YEAR',
    hardCap: 'P10Y',
  }),
  row({ id: 'P17', classes: ['passport'], regime: 'TAX', ...statutory, min: 'P8Y', trigger: ended, roles: ['legal'] }),
  row({ id: 'P10', classes: ['aadhaar'], jurisdictions: ['IN'], max: 'P0D', exemptFromFloor: true }),
  row({
    id: 'F1',
    classes: ['*'],
    jurisdictions: ['IN'],
    regime: 'DPDP',
    floor: true,
    ...statutory,
    min: 'P1Y',
    refuses: ['DPDP'],
    trigger: { mode: 'latest', events: ['PROCESSED'], counts: 'occurred' },
    roles: [],
  }),
];

const calendar: Calendar = {
  timeZone: 'UTC',
  weekend: [6, 7],
  holidays: new Set(),
  fiscalYearEnd: { month: 12, day: 31 },
};
const schedule: Schedule = {
  version: '1',
  rows,
  events: new Map([
    ['TICKET_CLOSED', { code: 'TICKET_CLOSED', undoneBy: 'TICKET_REOPENED', absentBy: null }],
    ['RELATIONSHIP_ENDED', { code: 'RELATIONSHIP_ENDED', undoneBy: 'RELATIONSHIP_STARTED', absentBy: 'NEVER_ONE' }],
  ]),
  parents: new Map([
    ['DE', 'EU'],
    ['EU', null],
    ['IN', null],
  ]),
  calendar: () => calendar,
};

const day = (text: string): Date => new Date(`${text}T12:00:00Z`);
const happened = (type: string, on: string): RetentionEvent => ({
  type,
  at: day(on),
  knownAt: day(on),
  source: 'api',
});
const item = (given: Partial<RetainedItem>): RetainedItem => ({
  documentClass: 'photo',
  part: 'original',
  jurisdictions: ['DE'],
  facts: {},
  events: [],
  ...given,
});
const now = day('2027-06-01');
const situation = (of: RetainedItem, given: Partial<Situation> = {}): Situation => {
  const at = given.now ?? now;
  return { set: claimsOf(of, schedule, at), holds: [], forbidden: false, wish: null, ...given, now: at };
};

describe('claims', () => {
  const passport = (events: RetentionEvent[], place = 'DE') =>
    claimsOf(item({ documentClass: 'passport', jurisdictions: [place], events }), schedule, now);

  it('come from the nearest row of each regime', () => {
    expect(passport([]).claims.map((claim) => claim.row.id)).toEqual(['P02', 'P17']);
    expect(passport([], 'EU').claims.map((claim) => claim.row.id)).toEqual(['P01', 'P17']);
  });

  it('wait while the relationship is open', () => {
    const set = passport([
      happened('RELATIONSHIP_ENDED', '2026-01-01'),
      happened('RELATIONSHIP_STARTED', '2026-02-01'),
    ]);
    expect(set.claims.map(({ waiting }) => waiting)).toEqual(['open', 'open']);
    expect(outcomeOf(set)).toMatchObject({ deletableAt: null, mustDeleteAt: null, waiting: true });
  });

  it('last as long as the longest law', () => {
    const set = passport([happened('RELATIONSHIP_ENDED', '2026-03-01')]);
    expect(outcomeOf(set).deletableAt?.toISOString()).toBe('2034-03-02T00:00:00.000Z');
    expect(outcomeOf(set).mustDeleteAt?.toISOString()).toBe('2034-03-02T00:00:00.000Z');
  });

  it('leave roles as they end', () => {
    const { claims } = passport([happened('RELATIONSHIP_ENDED', '2026-03-01')], 'EU');
    expect(rolesAlive(claims, day('2030-01-01'))).toEqual(['kyc_agent', 'legal']);
    expect(rolesAlive(claims, day('2033-01-01'))).toEqual(['legal']);
  });

  it('are none where no row speaks', () => {
    const set = claimsOf(item({ documentClass: 'unheard_of' }), schedule, now);
    expect(outcomeOf(set)).toMatchObject({ mustDeleteAt: null, unsettled: true });
  });

  it('restrict at the maximum, end at the floor', () => {
    const events = [happened('TICKET_CLOSED', '2026-02-01'), happened('PROCESSED', '2026-02-01')];
    const outcome = outcomeOf(claimsOf(item({ jurisdictions: ['IN'], events }), schedule, now));
    expect(outcome.restrictAt?.toISOString()).toBe('2026-08-02T00:00:00.000Z');
    expect(outcome.mustDeleteAt?.toISOString()).toBe('2027-02-02T00:00:00.000Z');
  });

  it('have no floor where the row is exempt', () => {
    const set = claimsOf(item({ documentClass: 'aadhaar', jurisdictions: ['IN'] }), schedule, now);
    expect(set.claims.map((claim) => claim.row.id)).toEqual(['P10']);
  });

  it('take the text in force on the day', () => {
    const later = row({ id: 'P24', jurisdictions: ['EU'], effectiveFrom: '2027-01-01', max: 'P1M' });
    const both = { ...schedule, rows: [...rows, later] };
    const maxima = ['2026-12-31', '2027-01-01'].map((on) => claimsOf(item({}), both, day(on)).claims[0]?.row.max);
    expect(maxima).toEqual(['P6M', 'P1M']);
  });
});

describe('precedence', () => {
  const photo = (place: string) =>
    item({
      jurisdictions: [place],
      events: [happened('TICKET_CLOSED', '2027-05-01'), happened('PROCESSED', '2027-05-01')],
    });

  it('India restricts while the German photo goes', () => {
    expect(judge(situation(photo('DE'), { wish: { regime: 'GDPR' } })).verdict).toBe('destroy');
    expect(judge(situation(photo('IN'), { wish: { regime: 'DPDP' } })).verdict).toBe('restrict');
  });

  it('another law’s minimum is a conflict', () => {
    expect(judge(situation(photo('IN'), { wish: { regime: 'GDPR' } })).verdict).toBe('conflict');
  });

  it('a hold stops everything but what may not exist', () => {
    const of = photo('DE');
    const late = day('2040-01-01');
    expect(judge(situation(of, { holds: ['M-1'], now: late })).verdict).toBe('hold');
    expect(judge(situation(of, { holds: ['M-1'], forbidden: true })).verdict).toBe('seal');
    expect(judge(situation(of, { forbidden: true })).verdict).toBe('destroy');
  });

  it('stores every test in order', () => {
    expect(judge(situation(photo('DE'))).tests.map(({ order }) => order)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('an open ticket leaves a wish to a human', () => {
    const open = item({ events: [happened('TICKET_REOPENED', '2027-05-01')] });
    expect(judge(situation(open, { wish: { regime: 'GDPR' } })).verdict).toBe('review');
  });
});

describe('no history of events', () => {
  const types = ['TICKET_CLOSED', 'TICKET_REOPENED', 'RELATIONSHIP_ENDED', 'RELATIONSHIP_STARTED', 'PROCESSED'];
  const dates = fc.date({ min: day('2020-01-01'), max: day('2045-01-01'), noInvalidDate: true });
  const history = fc.array(
    fc.record({ type: fc.constantFrom(...types), at: dates, knownAt: dates, source: fc.constant('api') }),
    { maxLength: 8 },
  );
  const anyItem = fc.record({
    part: fc.constant('original'),
    documentClass: fc.constantFrom('photo', 'passport', 'aadhaar', 'unheard_of'),
    jurisdictions: fc.constantFrom(['DE'], ['EU'], ['IN'], ['DE', 'IN']),
    facts: fc.constant({}),
    events: history,
  });
  const wish = fc.constantFrom(null, { regime: 'GDPR' as const }, { regime: 'DPDP' as const });

  it('destroys what is held', () => {
    fc.assert(
      fc.property(anyItem, dates, wish, (of, at, asked) => {
        const { verdict } = judge(situation(of, { now: at, wish: asked, holds: ['M-1'] }));
        expect(verdict).toBe('hold');
      }),
    );
  });

  it('destroys what a minimum protects', () => {
    fc.assert(
      fc.property(anyItem, dates, wish, (of, at, asked) => {
        const taken = situation(of, { now: at, wish: asked });
        fc.pre(runningMinima(taken.set.claims, at).length > 0);
        expect(['keep', 'restrict', 'conflict']).toContain(judge(taken).verdict);
      }),
    );
  });

  it('keeps what has no claim left', () => {
    fc.assert(
      fc.property(anyItem, dates, (of, at) => {
        const { mustDeleteAt } = outcomeOf(claimsOf(of, schedule, at));
        fc.pre(mustDeleteAt !== null);
        const judged = judge(situation(of, { now: mustDeleteAt }));
        expect(judged.verdict).toBe('destroy');
      }),
    );
  });

  it('destroys before the day it must', () => {
    fc.assert(
      fc.property(anyItem, dates, (of, at) => {
        const { mustDeleteAt } = outcomeOf(claimsOf(of, schedule, at));
        fc.pre(mustDeleteAt === null || mustDeleteAt > at);
        expect(judge(situation(of, { now: at })).verdict).not.toBe('destroy');
      }),
    );
  });
});
