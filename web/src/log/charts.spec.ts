import type { VolumeBucket } from '../api/types';
import { heat, offHours, openingsOf, slotAt, stepOf, volume } from './charts';

function bucket(part: Partial<VolumeBucket>): VolumeBucket {
  return { at: null, weekday: null, hour: null, read: 0, change: 0, refusal: 0, session: 0, system: 0, ...part };
}

describe('pictures of the log', () => {
  const saturdayNight = bucket({ weekday: 6, hour: 2, read: 1 });
  const mondayMorning = bucket({ weekday: 1, hour: 9, read: 4 });

  it('give every day of the period its counts', () => {
    const counted = bucket({ at: new Date(2026, 10, 16).toISOString(), read: 2, change: 3, refusal: 1 });
    const days = volume([counted], new Date(2026, 10, 15), new Date(2026, 10, 17));
    expect(days.map(({ reads, changes, refusals }) => [reads, changes, refusals])).toEqual([
      [0, 0, 0],
      [2, 3, 1],
    ]);
  });

  it('place openings on their weekday and hour', () => {
    expect(heat([saturdayNight])[5]?.[2]).toBe(1);
  });

  it('count openings outside office hours', () => {
    expect(openingsOf([saturdayNight, mondayMorning])).toEqual({ all: 5, odd: 1 });
    expect(offHours({ weekday: 1, hour: 19 })).toBe(true);
  });

  it('know which day a finger is on', () => {
    expect([-5, 0, 99, 100, 899, 900, 2000].map((place) => slotAt(place, 900, 9))).toEqual([0, 0, 0, 1, 8, 8, 8]);
  });

  it('give the scale five steps', () => {
    expect([0, 1, 5, 10].map((amount) => stepOf(amount, 10))).toEqual([1, 2, 3, 5]);
  });
});
