import fc from 'fast-check';
import { newId } from '../../../kernel';
import { type Claim, type RequestRegime, requestRegimes, type ScheduleRow } from '../../../lifecycle/retention';
import { requestTypes } from '../request';
import {
  type AskedItem,
  type Ask,
  hashOfPlan,
  itemDecisions,
  type ItemPlan,
  nothingSaid,
  planOf,
  type PlanSaid,
} from './plan';

const now = new Date('2026-11-25T12:00:00Z');
const later = new Date('2031-01-01T00:00:00Z');
const before = new Date('2026-01-01T00:00:00Z');

const row = (given: Partial<ScheduleRow> & { id: string }): ScheduleRow => ({
  ...{ effectiveFrom: null, classes: ['photo'], part: 'original', jurisdictions: ['EU'], regime: 'support', when: [] },
  trigger: { mode: 'latest', events: ['TICKET_CLOSED'], counts: 'occurred' },
  ...{ rounding: 'EXACT', min: null, minRef: null, max: 'P6M', maxReason: 'choice', hardCap: null, refuses: [] },
  ...{ onRequest: 'ERASE', atExpiry: 'SHRED_DELETE', preNotice: null, redaction: 'ALLOWED', residency: null },
  ...{ floor: false, exemptFromFloor: false, roles: [] },
  ...given,
});
const claim = (rule: ScheduleRow, given: Partial<Claim> = {}): Claim => ({
  ...{ row: rule, jurisdiction: 'EU', trigger: null, waiting: null },
  minUntil: rule.min === null ? null : later,
  ...{ maxUntil: later, endsAt: later },
  ...given,
});
const every = [...requestRegimes];
const support = claim(row({ id: 'P24' }), { maxUntil: before, endsAt: later });
const aml = claim(row({ id: 'P01', min: 'P5Y', minRef: 'a law', max: null, refuses: every }));
const amlOfTheUnion = claim(row({ id: 'P01', min: 'P5Y', minRef: 'a law', max: null, refuses: ['GDPR'] }));
const floor = claim(row({ id: 'F1', min: 'P1Y', minRef: 'a law', max: null, refuses: ['DPDP'], floor: true }));
const open = (one: Claim): Claim => ({ ...one, waiting: 'open', minUntil: null, maxUntil: null, endsAt: null });

const item = (claims: readonly Claim[], given: Partial<AskedItem> & { holds?: string[] } = {}): AskedItem => {
  const { holds = [], ...rest } = given;
  const situation = { set: { claims, unknownFacts: [] }, holds, forbidden: false };
  return {
    media: newId(),
    legalBasis: 'legitimate_interest',
    restricted: false,
    secret: false,
    severalPeople: false,
    decided: null,
    situation,
    ...rest,
  };
};
const plan = (asked: AskedItem, ask: Ask): ItemPlan => {
  const [planned] = planOf([asked], ask, now);
  if (planned === undefined) throw new Error('nothing planned');
  return planned;
};
const ask = (type: Ask['type'], regime: RequestRegime = 'GDPR', said: Partial<PlanSaid> = {}): Ask => ({
  type,
  regime,
  said: { ...nothingSaid, ...said },
});
const erasure = (regime: RequestRegime): Ask => ask('erasure', regime);

describe('the plan for an item', () => {
  it.each([
    ['R1', item([aml]), erasure('GDPR'), 'keep_by_law', 'Art 17(3)(b)', later],
    ['R1', item([open(aml)]), erasure('GDPR'), 'keep_by_law', 'Art 17(3)(b)', null],
    ['R2', item([support]), erasure('GDPR'), 'erase', null, null],
    ['R3', item([support], { holds: ['M-1'] }), erasure('GDPR'), 'held', 'Art 17(3)(e)', null],
    ['R4', item([support, floor]), erasure('DPDP'), 'defer_to_floor', 's.8(7), Rule 8(3)', later],
    ['R5', item([aml, floor]), erasure('DPDP'), 'keep_by_law', 's.12(3)', later],
    ['R6', item([support], { secret: true }), erasure('GDPR'), 'omit', null, null],
    ['R6', item([support], { secret: true }), ask('access'), 'omit', null, null],
    ['R7', item([support], { restricted: true }), ask('access'), 'give_restricted', null, null],
    ['R8', item([support], { severalPeople: true }), erasure('GDPR'), 'human', null, null],
    ['R8', item([support], { severalPeople: true, decided: 'erase' }), erasure('GDPR'), 'erase', null, null],
    ['R8', item([support], { severalPeople: true, decided: 'move' }), erasure('GDPR'), 'move', null, null],
    ['R8', item([support], { severalPeople: true }), ask('access'), 'give_masked', 'Art 15(4)', null],
    ['R9', item([support]), ask('objection'), 'restrict_pending', 'Art 21(1), 18(1)(d)', null],
    ['R10', item([aml]), erasure('CCPA'), 'keep_by_law', '§1798.105(d)(8)', later],
    ['CONFLICT_OF_LAWS', item([amlOfTheUnion]), erasure('CCPA'), 'human', null, null],
    ['ticket_open', item([open(support)]), erasure('GDPR'), 'human', null, null],
    ['unsettled', item([]), erasure('GDPR'), 'human', null, null],
    ['other_basis', item([support]), ask('consent_withdrawal'), 'none', null, null],
    ['R2', item([support], { legalBasis: 'consent' }), ask('consent_withdrawal'), 'erase', null, null],
    ['other_basis', item([aml], { legalBasis: 'legal_obligation' }), ask('objection'), 'none', null, null],
    [
      'portability',
      item([aml], { legalBasis: 'legal_obligation' }),
      ask('portability'),
      'not_portable',
      'Art 20(1)(a)',
      null,
    ],
    ['portability', item([support], { legalBasis: 'contract' }), ask('portability'), 'give', null, null],
    ['not_contested', item([support]), ask('rectification'), 'none', null, null],
    ['R2', item([support]), ask('objection', 'GDPR', { upheld: true }), 'erase', null, null],
    ['R1', item([aml]), ask('objection', 'GDPR', { upheld: true }), 'keep_by_law', 'Art 17(3)(b)', later],
    ['reason_missing', item([support]), ask('restriction', 'UK'), 'human', null, null],
    [
      'accuracy_contested',
      item([support]),
      ask('restriction', 'UK', { restriction: 'accuracy_contested' }),
      'restrict',
      'Art 18(1)(a)',
      null,
    ],
    ['complaint', item([support]), ask('complaint'), 'none', null, null],
  ] as const)('%s', (code, asked, wish, decision, provision, until) => {
    expect(plan(asked, wish)).toMatchObject({ code, decision, provision, until });
  });

  it.each([
    ['correct', item([support])],
    ['correct_keep_old', item([aml])],
    ['correct_keep_old', item([open(support)])],
    ['correct_keep_old', item([support], { holds: ['M-1'] })],
  ] as const)('replaces what is wrong: %s', (decision, asked) => {
    const corrections = [{ media: asked.media, replacedBy: newId() }];
    expect(plan(asked, ask('rectification', 'GDPR', { corrections }))).toMatchObject({
      decision,
      code: 'rectification',
    });
  });

  it('names the rows that decide', () => {
    expect(plan(item([aml, floor]), erasure('DPDP')).because).toEqual(['P01', 'F1']);
    expect(plan(item([support], { holds: ['M-1'] }), erasure('UK')).because).toEqual(['M-1']);
  });

  it('erases nothing that is held or kept', () => {
    const claims = fc.array(fc.constantFrom(support, aml, amlOfTheUnion, floor, open(aml), open(support)));
    const holds = fc.array(fc.constantFrom('M-1', 'M-2'));
    fc.assert(
      fc.property(
        claims,
        holds,
        fc.constantFrom(...requestTypes),
        fc.constantFrom(...requestRegimes),
        (all, by, type, regime) => {
          const { decision } = plan(
            item(all, { holds: by, legalBasis: 'consent' }),
            ask(type, regime, { upheld: true }),
          );
          expect(itemDecisions).toContain(decision);
          const kept =
            by.length > 0 ||
            all.length === 0 ||
            all.some(({ row: rule, waiting }) => rule.min !== null || waiting !== null);
          if (kept) expect(decision).not.toBe('erase');
        },
      ),
    );
  });

  it('has one hash in any order, another once changed', () => {
    const [one, other] = planOf([item([support]), item([aml])], erasure('GDPR'), now) as [ItemPlan, ItemPlan];
    expect(hashOfPlan([other, one])).toBe(hashOfPlan([one, other]));
    expect(hashOfPlan([one, { ...other, until: before }])).not.toBe(hashOfPlan([one, other]));
    expect(hashOfPlan([one, { ...other, because: [] }])).not.toBe(hashOfPlan([one, other]));
  });
});
