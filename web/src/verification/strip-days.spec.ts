import { rowsOf, tally } from './strip-days';

const day = (day: string, runs: number, failed: number, witnesses: string[] = []) => ({ day, runs, failed, witnesses });

describe('the strip of days', () => {
  const rows = rowsOf({
    witnesses: ['one.example', 'two.example'],
    days: [day('2026-11-23', 0, 0), day('2026-11-24', 2, 1, ['one.example']), day('2026-11-25', 1, 0)],
  });

  it('calls a day failed if one run failed', () => {
    expect(rows[0]).toEqual({ witness: null, states: ['notRun', 'failed', 'verified'] });
  });

  it('has a row for each witness', () => {
    expect(rows.slice(1)).toEqual([
      { witness: 'one.example', states: ['notRun', 'verified', 'notRun'] },
      { witness: 'two.example', states: ['notRun', 'notRun', 'notRun'] },
    ]);
  });

  it('counts days by state', () => {
    expect(tally(rows[0]?.states ?? [])).toEqual({ verified: 1, failed: 1, notRun: 1 });
  });
});
