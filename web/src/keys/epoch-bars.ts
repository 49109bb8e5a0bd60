import type { KeyInventory } from './key-api';

/** One epoch as the picture shows it: what it still wraps, or that it is gone. */
export interface EpochBar {
  epoch: number;
  since: string | null;
  endedAt: string | null;
  rootGoneAt: string | null;
  backupVerifiedAt: string | null;
  /** Subject and month keys that this epoch wraps. */
  wraps: number;
  /** Of all such keys, from 0 to 1. */
  share: number;
  state: 'newest' | 'live' | 'ending' | 'shredded';
}

const wrapped = new Set(['subject', 'month']);
const weekMillis = 7 * 86_400_000;

/** Every epoch, newest first. A key that was re-wrapped counts for the epoch that wraps it now. */
export function epochBars({ epochs, ended, counts }: KeyInventory, now: Date): EpochBar[] {
  const keys = counts.filter(({ kind, epoch }) => epoch !== null && wrapped.has(kind));
  const all = keys.reduce((sum, { count }) => sum + count, 0);
  const wrapsOf = (epoch: number) =>
    keys.filter((one) => one.epoch === epoch).reduce((sum, { count }) => sum + count, 0);
  const newest = Math.max(...epochs.map(({ epoch }) => epoch));
  const bar = (epoch: number) => ({ epoch, wraps: wrapsOf(epoch), share: all === 0 ? 0 : wrapsOf(epoch) / all });
  const living = epochs.map(({ epoch, createdAt, backupVerifiedAt }): EpochBar => ({
    ...{ ...bar(epoch), since: createdAt, endedAt: null, rootGoneAt: null, backupVerifiedAt },
    state: epoch === newest ? 'newest' : 'live',
  }));
  const gone = ended.map(({ epoch, endedAt, rootGoneAt }): EpochBar => ({
    ...{ ...bar(epoch), since: null, endedAt, rootGoneAt, backupVerifiedAt: null },
    state: rootGoneAt !== null && new Date(rootGoneAt) <= now ? 'shredded' : 'ending',
  }));
  return [...living, ...gone].sort((one, other) => other.epoch - one.epoch);
}

/** When the newest epoch is a week old: then the next begins by itself. */
export function nextRotation({ epochs }: KeyInventory): Date | null {
  const times = epochs.map(({ createdAt }) => new Date(createdAt).getTime());
  return times.length === 0 ? null : new Date(Math.max(...times) + weekMillis);
}
