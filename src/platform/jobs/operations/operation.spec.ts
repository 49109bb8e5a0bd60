import { isFinished, operationStates, operationTurns, type OperationState } from './operation';

describe('the states of an operation', () => {
  const reached = (from: OperationState, seen = new Set<OperationState>()): Set<OperationState> => {
    if (seen.has(from)) return seen;
    seen.add(from);
    for (const next of operationTurns[from]) reached(next, seen);
    return seen;
  };

  it('leave none unreachable', () => {
    expect([...reached('queued')].sort()).toEqual([...operationStates].sort());
  });

  it('end three ways', () => {
    expect(operationStates.filter(isFinished)).toEqual(['succeeded', 'failed', 'cancelled']);
  });
});
