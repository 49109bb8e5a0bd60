import { loadPolicyData } from '../../platform/settings';
import { PolicySchedule } from './policy-schedule';
import { claimsOf, type RetainedItem } from './rules/claims';
import { outcomeOf } from './rules/outcome';
import { judge } from './rules/precedence';
import { unscheduled } from './unscheduled';

const policy = loadPolicyData('config');
const { schedule } = new PolicySchedule(policy);
const at = (day: string): Date => new Date(`${day}T12:00:00Z`);
const item = (
  documentClass: string,
  place: string,
  events: Readonly<Record<string, string>>,
  facts = {},
): RetainedItem => ({
  documentClass,
  part: 'original',
  jurisdictions: [place],
  facts,
  events: Object.entries(events).map(([type, day]) => ({ type, at: at(day), knownAt: at(day), source: 'api' })),
});
const ends = (of: RetainedItem, now = at('2026-06-01')): [string[], string | undefined] => {
  const set = claimsOf(of, schedule, now);
  return [set.claims.map(({ row }) => row.id), outcomeOf(set).mustDeleteAt?.toISOString()];
};
const cdd = { due_diligence: 'yes' };

describe('the schedule as shipped', () => {
  it('has every default row', () => {
    const families = new Set(policy.retentionSchedules.map(({ id }) => id.slice(0, 3)));
    const expected = Array.from({ length: 30 }, (_row, index) => `P${String(index + 1).padStart(2, '0')}`);
    expect(expected.filter((id) => !families.has(id))).toEqual([]);
  });

  it('keeps a German passport to the year’s end', () => {
    const passport = item('passport', 'DE', { RELATIONSHIP_ENDED: '2026-03-10' }, cdd);
    expect(ends(passport)).toEqual([['P02'], '2031-12-31T23:00:00.000Z']);
  });

  it('counts for Britain from when it was known', () => {
    const passport = item('passport', 'GB', { RELATIONSHIP_ENDED: '2026-03-10' }, cdd);
    const known = { ...passport, events: passport.events.map((event) => ({ ...event, knownAt: at('2026-05-01') })) };
    expect(ends(known)).toEqual([['P03'], '2031-05-01T23:00:00.000Z']);
  });

  it('waits in India for account and relationship', () => {
    const events = { RELATIONSHIP_ENDED: '2026-03-10', PROCESSED: '2026-03-01' };
    expect(ends(item('pan_card', 'IN-RBI', events, cdd))).toEqual([['P11', 'F01'], undefined]);
    const both = { ...events, ACCOUNT_CLOSED: '2026-04-01' };
    expect(ends(item('pan_card', 'IN-RBI', both, cdd))[1]).toBe('2031-04-01T18:30:00.000Z');
  });

  it('forbids redaction from 10 July 2027', () => {
    const redaction = (day: string) =>
      claimsOf(item('passport', 'EU', {}, cdd), schedule, at(day)).claims[0]?.row.redaction;
    expect([redaction('2027-07-09'), redaction('2027-07-10')]).toEqual(['ALLOWED', 'FORBIDDEN']);
  });

  it('ends card photos at once, everywhere', () => {
    for (const place of ['DE', 'IN', 'US-CA'])
      expect(ends(item('payment_card', place, { INGESTED: '2026-03-10', PROCESSED: '2026-03-10' }))).toEqual([
        ['P19'],
        '2026-03-10T12:00:00.000Z',
      ]);
  });

  it('asks whether a receipt is a voucher', () => {
    const set = claimsOf(item('receipt', 'DE', {}), schedule, at('2026-06-01'));
    expect(set.unknownFacts).toEqual(['merchant_regulated', 'voucher']);
  });

  it('lets the German photo go, holds the Indian', () => {
    const wish = (place: string, regime: 'GDPR' | 'DPDP') => {
      const photo = item('support_screenshot', place, { TICKET_CLOSED: '2026-05-01', PROCESSED: '2026-05-01' });
      const now = at('2026-06-01');
      return judge({ set: claimsOf(photo, schedule, now), holds: [], forbidden: false, wish: { regime }, now }).verdict;
    };
    expect([wish('DE', 'GDPR'), wish('IN', 'DPDP')]).toEqual(['destroy', 'restrict']);
  });

  it('says where it says nothing', () => {
    expect(unscheduled(policy, policy.retentionSchedules)).toContain('contract/US');
    expect(unscheduled(policy, policy.retentionSchedules).filter((one) => !one.startsWith('contract/'))).toEqual([]);
  });
});
