import { loadPolicyData } from '../../platform/settings';
import { PolicySchedule } from '../../lifecycle/retention';
import { breachStates, breachTurns } from './breach';
import {
  around,
  bears,
  breachDuties,
  type DutyRule,
  fittingGrounds,
  groundsFor,
  isLate,
  isNotified,
  lawsFor,
  nextDue,
  type Notice,
  placeOf,
  rulesStarting,
  startNotice,
} from './duties';

const policy = loadPolicyData('config');
const { schedule } = new PolicySchedule(policy);
const { parents } = schedule;
const register: readonly DutyRule[] = policy.clocks;
const at = (text: string): Date => new Date(text);

function started(
  jurisdictions: string[],
  from: string,
  change: { capacity?: 'processor'; start?: 'high_risk_found' } = {},
) {
  const { capacity = 'controller', start = 'awareness' } = change;
  const laws = lawsFor({ jurisdictions, sectorLaws: [] }, parents);
  return rulesStarting(start, { laws, capacity }, register).map((rule) =>
    startNotice(rule, at(from), schedule.calendar(placeOf(rule.regime, jurisdictions, parents))),
  );
}
const dueOf = (notices: readonly Notice[]): Record<string, string | null> =>
  Object.fromEntries(notices.map(({ code, dueAt }) => [code, dueAt?.toISOString() ?? null]));

describe('the duties of a breach', () => {
  it('follow from where the persons are', () => {
    expect(lawsFor({ jurisdictions: ['DE'], sectorLaws: [] }, parents)).toEqual(['GDPR']);
    expect(lawsFor({ jurisdictions: ['IN', 'DE', 'GB'], sectorLaws: ['DORA'] }, parents)).toEqual([
      'GDPR',
      'UK',
      'DPDP',
      'CERT-In',
      'DORA',
    ]);
    expect(around('DE', parents)).toEqual(['DE', 'EU']);
  });

  it('put the six hours of India first', () => {
    const notices = started(['IN', 'DE'], '2026-03-10T10:00:00Z');
    expect(dueOf(notices)).toEqual({
      T7: '2026-03-13T10:00:00.000Z',
      T10: '2026-03-10T16:00:00.000Z',
      'T9-board': null,
      'T9-first': null,
      'T9-report': '2026-03-13T10:00:00.000Z',
    });
    expect(nextDue(notices.filter(({ regime }) => regime !== 'DPDP'))).toEqual(at('2026-03-10T16:00:00Z'));
  });

  it('run hours through changes of the clock', () => {
    expect(dueOf(started(['DE'], '2026-03-28T12:00:00Z'))['T7']).toBe('2026-03-31T12:00:00.000Z');
    expect(dueOf(started(['DE'], '2026-10-24T12:00:00Z'))['T7']).toBe('2026-10-27T12:00:00.000Z');
    expect(dueOf(started(['DE'], '2027-12-24T23:30:00Z'))['T7']).toBe('2027-12-27T23:30:00.000Z');
  });

  it('count months in the place of the law', () => {
    const rule = register.find(({ code }) => code === 'T17-NIS2-final');
    if (rule === undefined) throw new Error('no such clock');
    const place = schedule.calendar(placeOf('NIS2', ['IN', 'DE'], parents));
    const notice = startNotice({ ...rule, duty: 'notify_authority' }, at('2026-01-30T23:30:00Z'), place);
    // In Berlin it is the 31st: the period ends with February, at midnight there.
    expect(notice.dueAt).toEqual(at('2026-02-28T23:00:00Z'));
  });

  it('are due at once where no day is named', () => {
    const notices = started(['GB'], '2026-03-10T10:00:00Z', { start: 'high_risk_found' });
    expect(notices).toEqual([expect.objectContaining({ code: 'T8-UK', dueAt: null, duty: 'notify_persons' })]);
    expect(nextDue(notices)).toEqual(at('2026-03-10T10:00:00Z'));
    expect(isLate({ dueAt: null }, at('2030-01-01T00:00:00Z'))).toBe(false);
  });

  it('of a processor are to the controller', () => {
    const notices = started(['IN', 'DE'], '2026-03-10T10:00:00Z', { capacity: 'processor' });
    expect(notices.map(({ code }) => code).sort()).toEqual(['T10', 'T7-processor', 'T9-processor']);
    expect(started(['DE'], '2026-03-10T10:00:00Z').map(({ code }) => code)).toEqual(['T7']);
  });

  it('are met when given or waived', () => {
    const [notice] = started(['DE'], '2026-03-10T10:00:00Z');
    if (notice === undefined) throw new Error('no notice');
    expect(nextDue([{ ...notice, state: 'given' }])).toBeNull();
    expect(nextDue([{ ...notice, state: 'waived' }, notice])).toEqual(notice.dueAt);
    expect(isLate(notice, at('2026-03-13T10:00:00Z'))).toBe(false);
    expect(isLate(notice, at('2026-03-13T10:00:00.001Z'))).toBe(true);
  });

  it('start a final report after the notification', () => {
    const notice = {
      code: 'T17-NIS2',
      regime: 'NIS2',
      duty: 'notify_authority',
      startedAt: at('2026-01-01'),
      dueAt: null,
    } as const;
    const given = { ...notice, state: 'given', givenAt: at('2026-01-02') } as const;
    expect(isNotified('NIS2', [given, { ...notice, code: 'T17-NIS2-early', state: 'open', givenAt: null }])).toBe(
      false,
    );
    expect(isNotified('NIS2', [given, { ...given, code: 'T17-NIS2-early' }])).toBe(true);
    expect(isNotified('DORA', [given])).toBe(false);
  });

  it('are waived only as their law allows', () => {
    expect(groundsFor({ regime: 'GDPR', duty: 'notify_authority' })['no_risk']).toBe('GDPR Art 33(1)');
    expect(groundsFor({ regime: 'GDPR', duty: 'notify_persons' })['unintelligible']).toBe('GDPR Art 34(3)(a)');
    for (const regime of ['DPDP', 'CERT-In', 'NIS2'])
      for (const duty of breachDuties)
        expect(Object.keys(groundsFor({ regime, duty }))).toEqual(['not_a_breach', 'law_not_applicable']);
  });

  it('are waived only as it was assessed', () => {
    expect(bears({ risk: 'risk', unintelligible: false }, 'no_risk')).toBe(false);
    expect(bears({ risk: 'none', unintelligible: false }, 'no_risk')).toBe(true);
    expect(bears({ risk: 'high', unintelligible: null }, 'unintelligible')).toBe(false);
    expect(bears({ risk: null, unintelligible: null }, 'not_a_breach')).toBe(false);
  });

  it('name the grounds that still fit', () => {
    const notice = { regime: 'GDPR', duty: 'notify_authority', state: 'open' } as const;
    const breach = { state: 'assessed', risk: 'none', unintelligible: true } as const;
    expect(fittingGrounds(breach, notice)).toEqual(['not_a_breach', 'law_not_applicable', 'no_risk']);
    expect(fittingGrounds({ ...breach, risk: 'risk' }, notice)).toEqual(['not_a_breach', 'law_not_applicable']);
    expect(fittingGrounds({ ...breach, state: 'closed' }, notice)).toEqual([]);
    expect(fittingGrounds(breach, { ...notice, state: 'given' })).toEqual([]);
  });

  it('have states that all can be reached', () => {
    const reached = new Set(['recorded', ...Object.values(breachTurns).flat()]);
    expect(breachStates.filter((state) => !reached.has(state))).toEqual([]);
    expect(breachTurns.closed).toEqual([]);
  });
});
