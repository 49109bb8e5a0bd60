import { canTurn, fits, requestStates, requestTurns } from './request';

describe('states of a request', () => {
  it('are all reached from receipt', () => {
    const reached = new Set(['received']);
    for (let size = 0; size < reached.size;) {
      size = reached.size;
      for (const state of requestStates)
        if (reached.has(state)) for (const next of requestTurns[state]) reached.add(next);
    }
    expect([...reached].sort()).toEqual([...requestStates].sort());
  });

  it('all lead to the end', () => {
    const ends = (state: (typeof requestStates)[number], seen: readonly string[]): boolean =>
      state === 'closed' || requestTurns[state].some((next) => !seen.includes(next) && ends(next, [...seen, next]));
    expect(requestStates.filter((state) => !ends(state, [state]))).toEqual([]);
  });

  it('plan nothing for somebody unidentified', () => {
    expect(requestStates.filter((state) => canTurn(state, 'planned'))).toEqual(['confirmed', 'planned', 'carried_out']);
  });

  it.each([
    ['refused', 'fulfilled'],
    ['not_identified', 'fulfilled'],
    ['planned', 'refused'],
    ['confirmed', 'not_identified'],
  ] as const)('do not answer %s with %s', (state, outcome) => {
    expect(fits(state, outcome)).toBe(false);
  });
});
