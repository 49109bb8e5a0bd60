import { canBeOpened, mediaStates, mediaTurns, turned, type MediaState } from './media';

describe('the states of a media item', () => {
  const reached = (from: MediaState, seen = new Set<MediaState>()): Set<MediaState> => {
    if (seen.has(from)) return seen;
    seen.add(from);
    for (const next of Object.values(mediaTurns[from])) reached(next, seen);
    return seen;
  };

  it('leave no state unreachable', () => {
    expect([...reached('receiving')].sort()).toEqual([...mediaStates].sort());
  });

  it('never lead back to receiving', () => {
    expect(mediaStates.flatMap((state) => Object.values(mediaTurns[state]))).not.toContain('receiving');
  });

  it('open an available item only', () => {
    expect(mediaStates.filter(canBeOpened)).toEqual(['available']);
  });

  it('know no release of what is available', () => {
    expect(turned('receiving', 'release')).toBe('available');
    expect(() => turned('available', 'release')).toThrow('available');
  });
});
