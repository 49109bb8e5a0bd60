import * as fc from 'fast-check';
import { judgeOffice, simulateOffice } from '../../../../test/support/office';
import type { Act } from './act';
import { type ActorHistory, day, emptyHistory, hour, minute } from './history';
import { type Finding, watch } from './rules';

const monday = Date.UTC(2026, 8, 7);
const actor = '00000003-0000-4000-8000-000000000001';
const idOf = (n: number): string => `00000001-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
const opened = { actor, type: 'view.opened', decision: 'allow', subject: null, media: null, reason: null };
const denied = { ...opened, type: 'view.denied', decision: 'deny' };

function run(acts: readonly Omit<Act, 'n'>[], before: ActorHistory = emptyHistory): Finding[] {
  let history = before;
  return acts.flatMap((act, n) => {
    const step = watch(history, { ...act, n });
    history = step.history;
    return step.findings;
  });
}

const named = (findings: readonly Finding[]): string[] => findings.map(({ rule }) => rule);

/** Four weeks of ten openings a day, from nine to five. */
const habit = Array.from({ length: 28 * 10 }, (_, n) => ({
  ...opened,
  at: monday + Math.floor(n / 10) * day + (9 + (n % 8)) * hour,
  subject: idOf(n),
}));

describe('the rules', () => {
  it('speak of many people in one hour', () => {
    const many = Array.from({ length: 30 }, (_, n) => ({ ...opened, at: monday + n * minute, subject: idOf(n) }));
    expect(run(many)).toEqual([expect.objectContaining({ rule: 'mass_opening', seen: 21, usual: 0, n: 20 })]);
  });

  it('know one person opened often', () => {
    const same = Array.from({ length: 300 }, (_, n) => ({ ...opened, at: monday + n * 10_000, subject: idOf(1) }));
    expect(run(same)).toEqual([]);
  });

  it('speak of an hour against the habit', () => {
    const night = { ...opened, at: monday + 28 * day + 2 * hour + 47 * minute, subject: idOf(1) };
    expect(named(run([...habit, night]))).toEqual(['off_hours']);
    expect(named(run([...habit, { ...night, at: night.at + 9 * hour }]))).toEqual([]);
  });

  it('know no habit of newcomers', () => {
    const night = { ...opened, at: monday + 3 * day + 2 * hour, subject: idOf(1) };
    expect(run([...habit.slice(0, 30), night])).toEqual([]);
  });

  it('speak of the third closed ticket', () => {
    const tries = [0, 10, 20].map((at) => ({ ...denied, at: monday + at * minute, reason: 'ticket_closed' }));
    expect(run(tries)).toEqual([expect.objectContaining({ rule: 'without_ticket', from: 0, n: 2, seen: 3 })]);
    expect(run(tries.map((act, n) => ({ ...act, at: monday + n * hour })))).toEqual([]);
  });

  it('speak of ids tried one after another', () => {
    const walk = Array.from({ length: 20 }, (_, n) => ({ ...denied, at: monday + n * 5_000, reason: 'absent' }));
    expect(named(run(walk))).toEqual(['id_walk']);
  });

  it('speak of denials that end in an opening', () => {
    const media = idOf(9);
    const tries = [0, 1, 2, 3, 4].map((n) => ({ ...denied, at: monday + n * minute, reason: 'role', media }));
    const let_in = { ...opened, at: monday + 6 * minute, media };
    expect(named(run([...tries, let_in]))).toEqual(['denials_then_allow']);
    expect(named(run([...tries, { ...let_in, media: idOf(8) }]))).toEqual([]);
  });

  it('speak once about one thing', () => {
    const walk = Array.from({ length: 200 }, (_, n) => ({ ...denied, at: monday + n * 5_000, reason: 'absent' }));
    expect(named(run(walk))).toEqual(['id_walk']);
  });
});

describe('a history', () => {
  const act = fc.record({
    at: fc.integer({ min: 0, max: 90 * 24 * 60 }).map((minutes) => monday + minutes * minute),
    subject: fc.option(fc.integer({ min: 0, max: 5_000 }).map(idOf), { nil: null }),
    allowed: fc.boolean(),
    reason: fc.constantFrom('absent', 'role', 'ticket_closed'),
  });

  it('stays small and survives being kept', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 400 }), (acts) => {
        let history = emptyHistory;
        for (const [n, { at, subject, allowed, reason }] of acts.entries()) {
          const made = allowed ? { ...opened, subject } : { ...denied, reason };
          history = watch(history, { ...made, at, n }).history;
        }
        expect(JSON.parse(JSON.stringify(history))).toEqual(history);
        expect(history.days.length).toBeLessThanOrEqual(28 * 2);
        expect(Math.max(history.now.subjects.length, history.denials.length, history.lookups.length)).toBeLessThan(501);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a simulated office', () => {
  it.each([1, 2, 3])('with seed %i has its insiders found', (seed) => {
    const report = judgeOffice(simulateOffice({ seed, agents: 60, days: 42, copies: 4 }));
    expect(report.missed).toEqual([]);
    expect(report.precision).toBeGreaterThanOrEqual(0.7);
    expect(report.detection.longest).toBeLessThanOrEqual(hour);
  });

  it('is repeated by its seed', () => {
    const options = { seed: 7, agents: 5, days: 10, copies: 1 };
    expect(simulateOffice(options)).toEqual(simulateOffice(options));
  });
});
