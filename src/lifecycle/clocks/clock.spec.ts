import type { Calendar } from './calendar';
import {
  type ClockRule,
  type ClockStep,
  dueAt,
  extendClock,
  lastDayOf,
  pauseClock,
  resumeClock,
  startClock,
} from './clock';

const calendar: Calendar = {
  timeZone: 'Europe/Berlin',
  weekend: [6, 7],
  holidays: new Set(['2026-12-25']),
  fiscalYearEnd: { month: 12, day: 31 },
};
const month: ClockRule = {
  code: 'T1',
  length: 'P1M',
  days: 'calendar',
  onHoliday: 'next_working_day',
  extension: { by: 'P2M', withinFirst: true },
  pauses: ['identity'],
};
const hours: ClockRule = { ...month, code: 'T7', length: 'PT72H', onHoliday: 'stays', extension: null, pauses: [] };
const at = (text: string): Date => new Date(text);
const made = (step: ClockStep) => {
  if ('refused' in step) throw new Error(step.refused);
  return step.next;
};
const due = (rule: ClockRule, clock: Parameters<typeof dueAt>[1], now = at('2027-06-01T00:00:00Z')) =>
  dueAt(rule, clock, calendar, now)?.toISOString() ?? null;

describe('a running clock', () => {
  const started = startClock(month, at('2026-03-10T10:00:00Z'));

  it('is due after a month', () => {
    expect(due(month, started)).toBe('2026-04-10T22:00:00.000Z');
  });

  it('is due on the next working day', () => {
    expect(due(month, startClock(month, at('2026-11-25T10:00:00Z')))).toBe('2026-12-28T23:00:00.000Z');
  });

  it('moves by the days it stood still', () => {
    const paused = made(pauseClock(month, started, at('2026-03-12T10:00:00Z'), 'identity'));
    const resumed = made(resumeClock(paused, at('2026-03-19T09:00:00Z')));
    expect(due(month, resumed)).toBe('2026-04-17T22:00:00.000Z');
  });

  it('moves on while a pause lasts', () => {
    const paused = made(pauseClock(month, started, at('2026-03-12T10:00:00Z'), 'identity'));
    expect(due(month, paused, at('2026-03-13T10:00:00Z'))).toBe('2026-04-13T22:00:00.000Z');
  });

  it('is extended from its start', () => {
    const told = { at: at('2026-04-01T10:00:00Z'), reason: 'complexity', calendar };
    expect(due(month, made(extendClock(month, started, told)))).toBe('2026-06-10T22:00:00.000Z');
  });

  it('is not extended after its due day', () => {
    const told = { at: at('2026-04-11T10:00:00Z'), reason: 'complexity', calendar };
    expect(extendClock(month, started, told)).toEqual({ refused: 'too_late' });
  });

  it('is extended once, with a reason', () => {
    const told = { at: at('2026-04-01T10:00:00Z'), reason: 'complexity', calendar };
    expect(extendClock(month, started, { ...told, reason: '' })).toEqual({ refused: 'not_extendable' });
    expect(extendClock(month, made(extendClock(month, started, told)), told)).toEqual({ refused: 'not_extendable' });
  });

  it('stands still only for what the rule names', () => {
    expect(pauseClock(month, started, at('2026-03-12T10:00:00Z'), 'clarification')).toEqual({
      refused: 'not_pausable',
    });
    expect(pauseClock(hours, started, at('2026-03-12T10:00:00Z'), 'identity')).toEqual({ refused: 'not_pausable' });
  });

  it('neither pauses twice nor resumes unpaused', () => {
    const paused = made(pauseClock(month, started, at('2026-03-12T10:00:00Z'), 'identity'));
    expect(pauseClock(month, paused, at('2026-03-13T10:00:00Z'), 'identity')).toEqual({ refused: 'already_paused' });
    expect(resumeClock(started, at('2026-03-13T10:00:00Z'))).toEqual({ refused: 'not_paused' });
    expect(resumeClock(paused, at('2026-03-11T10:00:00Z'))).toEqual({ refused: 'in_the_past' });
  });

  it('of hours is due to the minute', () => {
    expect(due(hours, startClock(hours, at('2026-03-28T10:30:00Z')))).toBe('2026-03-31T10:30:00.000Z');
  });

  it('without a length has no due day', () => {
    expect(due({ ...month, length: null }, started)).toBeNull();
  });

  it.each([
    ['2026-12-22T23:30:00Z', 5],
    ['2026-12-28T22:59:00Z', 0],
    ['2026-12-29T08:00:00Z', -1],
  ])('counts the days of its place at %s', (now, daysLeft) => {
    const last = lastDayOf(at('2026-12-28T23:00:00Z'), calendar, at(now));
    expect(last).toEqual({ on: '2026-12-28', daysLeft });
  });
});
