import { loadPolicyData, RetentionRow } from '../../../platform/settings';
import type { RetentionOutcome } from '../rules/outcome';
import { applied, classesTouched, hashOfRows, moveOf, rowChanges } from './schedule-version';

const { retentionSchedules: rows } = loadPolicyData('config');
const first = (): RetentionRow => {
  const [row] = rows;
  if (row === undefined) throw new Error('no rows');
  return row;
};
const changed = (change: Partial<RetentionRow>): RetentionRow => Object.assign(new RetentionRow(), first(), change);
const now = new Date('2026-06-01T00:00:00Z');
const [past, soon, later] = ['2026-05-01', '2027-01-01', '2028-01-01'].map((day) => new Date(day));
const outcome = (mustDeleteAt: Date | null | undefined, change: Partial<RetentionOutcome> = {}): RetentionOutcome => ({
  ...{ mustDeleteAt: mustDeleteAt ?? null, deletableAt: null, restrictAt: null, waiting: false, unsettled: false },
  ...change,
});

describe('a version of the schedule', () => {
  it('has one hash in whatever order', () => {
    expect(hashOfRows([...rows].reverse())).toBe(hashOfRows(rows));
    expect(hashOfRows(rows.slice(1))).not.toBe(hashOfRows(rows));
  });

  it('says which rows differ', () => {
    const after = applied(rows, { put: [changed({ note: 'new' })], remove: [] });
    const { id, effectiveFrom } = first();
    expect(rowChanges(rows, after)).toEqual([{ id, effectiveFrom, change: 'changed' }]);
    expect(rowChanges(rows, applied(rows, { put: [first()], remove: [] }))).toEqual([]);
  });

  it('touches the classes of changed rows', () => {
    const put = changed({ classes: ['visa'], note: 'new' });
    expect(classesTouched(rows, applied(rows, { put: [put], remove: [] }))).toEqual(['passport', 'visa']);
    const everything = changed({ classes: ['*'] });
    expect(classesTouched(rows, applied(rows, { put: [everything], remove: [] }))).toBeNull();
  });

  it.each([
    ['now_due', soon, past],
    ['no_longer_due', past, soon],
    ['earlier', later, soon],
    ['later', soon, later],
    ['begins', null, soon],
    ['opens', soon, null],
    [null, soon, soon],
    [null, null, null],
  ] as const)('calls it %s', (kind, before, after) => {
    expect(moveOf(outcome(before), outcome(after), now)).toBe(kind);
  });

  it('sees a minimum or restriction that moves', () => {
    expect(moveOf(outcome(soon), outcome(soon, { deletableAt: soon ?? null }), now)).toBe('other');
    expect(moveOf(outcome(soon), outcome(soon, { restrictAt: past ?? null }), now)).toBe('other');
  });
});
