import { artefactStates, artefactTurns, type ArtefactState } from './artefact';

describe('the states of an artefact', () => {
  const reached = (from: ArtefactState, seen = new Set<ArtefactState>()): Set<ArtefactState> => {
    if (seen.has(from)) return seen;
    seen.add(from);
    for (const next of artefactTurns[from]) reached(next, seen);
    return seen;
  };

  it('leave none unreachable', () => {
    expect([...reached('making')].sort()).toEqual([...artefactStates].sort());
  });

  it('end in removal', () => {
    expect(artefactStates.filter((state) => artefactTurns[state].length === 0)).toEqual(['removed']);
  });
});
