import { type ItemVerdict, planStates, stateAfter, VerdictTally, type VerdictSum } from './destruction';

describe('a destruction plan', () => {
  const verdict = { media: '5f5d1c0e-0000-4000-8000-000000000001', kept: null, movesTo: null, authority: ['kyc-de 3'] };
  const other = { media: '5f5d1c0e-0000-4000-8000-000000000002', kept: 'held', movesTo: null, authority: [] };
  const sumOf = (...pages: readonly ItemVerdict[][]): VerdictSum => {
    const tally = new VerdictTally();
    for (const page of pages) tally.add(page);
    return tally.sum;
  };

  it('goes through all states, forward only', () => {
    const passed = ['drafted'];
    for (let next = stateAfter('drafted'); next !== null; next = stateAfter(next)) passed.push(next);
    expect(passed).toEqual(planStates);
  });

  it('has one hash, whatever its pages', () => {
    expect(sumOf([verdict], [other])).toEqual(sumOf([verdict, other]));
    expect(sumOf([verdict, other])).toMatchObject({ destroyed: 1, kept: 1 });
  });

  it('takes verdicts in one order only', () => {
    expect(() => sumOf([other], [verdict])).toThrow('order');
    expect(() => sumOf([verdict, verdict])).toThrow('order');
  });

  it.each([
    ['item', { ...verdict, media: other.media }],
    ['verdict', { ...verdict, kept: 'held' }],
    ['authority', { ...verdict, authority: ['kyc-de 4'] }],
  ])('has another hash with another %s', (_what, changed) => {
    expect(sumOf([changed]).itemsSha256).not.toBe(sumOf([verdict]).itemsSha256);
  });
});
