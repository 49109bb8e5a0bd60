import { epochBars, nextRotation } from './epoch-bars';
import type { KeyInventory } from './key-api';

const now = new Date('2026-11-25T12:00:00Z');
const inventory: KeyInventory = {
  ...{ provider: 'keyfile', algorithm: 'AES-256-GCM', nodes: 1 },
  epochs: [
    { epoch: 3, createdAt: '2026-11-20T00:00:00Z', provider: 'keyfile', backupVerifiedAt: null },
    { epoch: 2, createdAt: '2026-11-13T00:00:00Z', provider: 'keyfile', backupVerifiedAt: null },
  ],
  escrow: { standing: 'none', copies: [] },
  ended: [{ epoch: 1, endedAt: '2026-11-13T00:00:00Z', rootGoneAt: '2026-11-14T00:00:00Z' }],
  counts: [
    { kind: 'subject', epoch: 3, count: 2, oldest: '2026-11-20T00:00:00Z' },
    { kind: 'month', epoch: 3, count: 1, oldest: '2026-11-20T00:00:00Z' },
    { kind: 'subject', epoch: 2, count: 1, oldest: '2026-11-20T00:00:00Z' },
    { kind: 'data', epoch: null, count: 9, oldest: '2026-11-20T00:00:00Z' },
  ],
};

describe('the epochs of keys', () => {
  it('stand newest first with what they wrap', () => {
    const bars = epochBars(inventory, now).map(({ epoch, wraps, share, state }) => [epoch, wraps, share, state]);
    expect(bars).toEqual([
      [3, 3, 0.75, 'newest'],
      [2, 1, 0.25, 'live'],
      [1, 0, 0, 'shredded'],
    ]);
  });

  it('end before their root is gone', () => {
    const [ended] = inventory.ended;
    const later = { ...inventory, ended: ended ? [{ ...ended, rootGoneAt: '2026-12-20T00:00:00Z' }] : [] };
    expect(epochBars(later, now).at(-1)?.state).toBe('ending');
  });

  it('roll once the newest is a week old', () => {
    expect(nextRotation(inventory)?.toISOString()).toBe('2026-11-27T00:00:00.000Z');
  });
});
