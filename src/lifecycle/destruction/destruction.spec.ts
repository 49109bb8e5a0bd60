import { hashOfVerdicts, planStates, stateAfter } from './destruction';

describe('a destruction plan', () => {
  const verdict = { media: '5f5d1c0e-0000-4000-8000-000000000001', kept: null, authority: ['kyc-de 3'] };
  const other = { media: '5f5d1c0e-0000-4000-8000-000000000002', kept: 'held', authority: [] };

  it('goes through all states, forward only', () => {
    const passed = ['drafted'];
    for (let next = stateAfter('drafted'); next !== null; next = stateAfter(next)) passed.push(next);
    expect(passed).toEqual(planStates);
  });

  it('has one hash in any order', () => {
    expect(hashOfVerdicts([other, verdict])).toBe(hashOfVerdicts([verdict, other]));
  });

  it.each([
    ['item', { ...verdict, media: other.media }],
    ['verdict', { ...verdict, kept: 'held' }],
    ['authority', { ...verdict, authority: ['kyc-de 4'] }],
  ])('has another hash with another %s', (_what, changed) => {
    expect(hashOfVerdicts([changed])).not.toBe(hashOfVerdicts([verdict]));
  });
});
