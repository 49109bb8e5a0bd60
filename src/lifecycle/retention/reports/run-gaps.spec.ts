import { runGaps } from './run-gaps';

const day = (n: number): Date => new Date(Date.UTC(2026, 10, n));

describe('gaps between daily runs', () => {
  it('are none where each day had one', () => {
    expect(runGaps([day(2), day(3), day(4)], day(1), day(5))).toEqual([]);
  });

  it('are none where there was nothing to run for', () => {
    expect(runGaps([], null, day(9))).toEqual([]);
  });

  it('show the beginning, the middle and the present', () => {
    expect(runGaps([day(5), day(9)], day(1), day(14))).toEqual([
      { from: day(1), to: day(5) },
      { from: day(5), to: day(9) },
      { from: day(9), to: null },
    ]);
  });

  it('forgive half a day', () => {
    const late = new Date(day(2).getTime() + 12 * 3_600_000);
    expect(runGaps([late], day(1), new Date(late.getTime() + 36 * 3_600_000))).toEqual([]);
  });
});
