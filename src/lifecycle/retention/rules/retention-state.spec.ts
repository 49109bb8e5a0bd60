import { canBeHeld, canTurn, type RetentionState, retentionStates, retentionTurns } from './retention-state';

describe('retention states', () => {
  const reached = (from: RetentionState, seen = new Set<RetentionState>()): Set<RetentionState> => {
    if (seen.has(from)) return seen;
    seen.add(from);
    for (const next of retentionTurns[from]) reached(next, seen);
    return seen;
  };

  it('leave none unreachable', () => {
    expect(reached('quarantined')).toEqual(new Set(retentionStates));
  });

  it('have no way back from a dead key', () => {
    expect(reached('key_destroyed')).toEqual(new Set(['key_destroyed', 'bytes_deleted', 'backups_aged_out']));
    expect(retentionStates.filter(canBeHeld)).toEqual(['quarantined', 'active', 'restricted', 'disposition_due']);
  });

  it('destroy keys only when due', () => {
    expect(retentionStates.filter((state) => canTurn(state, 'key_destroyed'))).toEqual(['disposition_due']);
  });
});
