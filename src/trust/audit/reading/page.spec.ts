import { spanOf } from '../search/time';
import { cut } from './page.repository';

const now = new Date();
const edgesOf = (start: number, end: number) =>
  cut(start, end).map(({ times, meeting }) => [
    ...times.map(({ is }) => ('time' in is ? spanOf(is.time, now).start : NaN)),
    meeting,
  ]);

describe('the slices of a period', () => {
  it('meet, the newest and thin one first', () => {
    const [start, end] = [1_700_000_000_000, 1_700_000_000_000 + 128_000];
    expect(edgesOf(start, end)).toEqual([
      [end - 1_000, end, false],
      [start, end - 1_000, true],
    ]);
  });

  it.each([0, 1, 2, 17])('cover %i milliseconds once', (length) => {
    const start = 1_700_000_000_000;
    const covered = edgesOf(start, start + length).reduce((sum, [from, to]) => sum + Number(to) - Number(from), 0);
    expect(covered).toBe(length);
  });
});
