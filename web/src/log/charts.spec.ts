import type { LogEntry } from '../api/types';
import { heat, offHours, stepOf, volume } from './charts';

function entry(type: string, at: Date, decision: LogEntry['decision'] = 'allow'): LogEntry {
  return { type, at: at.toISOString(), decision } as LogEntry;
}

describe('pictures of the log', () => {
  const saturdayNight = new Date(2026, 10, 14, 2, 47);
  const mondayMorning = new Date(2026, 10, 16, 9, 5);

  it('count reads, changes and refusals by day', () => {
    const days = volume([
      entry('view.opened', saturdayNight),
      entry('media.stored', mondayMorning),
      entry('view.opened', mondayMorning, 'deny'),
    ]);
    expect(days.map(({ reads, changes, refusals }) => [reads, changes, refusals])).toEqual([
      [1, 0, 0],
      [0, 0, 0],
      [0, 1, 1],
    ]);
  });

  it('place an opening on its weekday and hour', () => {
    expect(heat([entry('view.opened', saturdayNight), entry('view.closed', saturdayNight)])[5]?.[2]).toBe(1);
  });

  it('know nights and weekends as off hours', () => {
    expect([saturdayNight, mondayMorning, new Date(2026, 10, 16, 19, 0)].map(offHours)).toEqual([true, false, true]);
  });

  it('give the scale five steps', () => {
    expect([0, 1, 5, 10].map((amount) => stepOf(amount, 10))).toEqual([1, 2, 3, 5]);
  });
});
