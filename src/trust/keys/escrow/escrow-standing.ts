import type { EscrowRow } from './escrow.repository';

/**
 * How things stand with the escrow. `outdated`: there is none of the current epoch, and older ones open nothing that lives;
 * `drill_due`: none has been seen to open for too long. A vault that has never made one has promised nobody anything.
 */
export type EscrowStanding = 'not_needed' | 'none' | 'outdated' | 'drill_due' | 'in_order';

/** `superseded`: of an older epoch. With a copy of the keystore of then it opens what was erased since: its holders destroy it. */
export type EscrowState = 'current' | 'superseded' | 'ended';

export interface EscrowFacts {
  /** Whether the provider can hand its roots out. */
  readonly exportable: boolean;
  readonly epoch: number;
  readonly epochSince: Date;
  readonly escrows: readonly EscrowRow[];
  readonly now: Date;
}

const day = 86_400_000;
/** A quarter without a drill; a day of a new epoch without its escrow; three in which an old one is still held. */
const [drillMillis, makingMillis, destroyingMillis] = [90 * day, day, 3 * day];

export function escrowStanding({ exportable, epoch, escrows, now }: EscrowFacts): EscrowStanding {
  if (!exportable) return 'not_needed';
  if (escrows.length === 0) return 'none';
  if (!escrows.some((one) => escrowState(one, epoch) === 'current')) return 'outdated';
  const opened = Math.max(...escrows.map(({ openedAt }) => openedAt?.getTime() ?? 0));
  const since = opened || Math.min(...escrows.map(({ madeAt }) => madeAt.getTime()));
  return now.getTime() - since > drillMillis ? 'drill_due' : 'in_order';
}

export function escrowState({ epoch, endedAt }: EscrowRow, current: number): EscrowState {
  if (endedAt !== null) return 'ended';
  return epoch === current ? 'current' : 'superseded';
}

/** What has to be said aloud, once its time to be done has passed. */
export function overdueWith(facts: EscrowFacts): 'outdated' | 'drill_due' | 'not_destroyed' | null {
  const standing = escrowStanding(facts);
  const age = facts.now.getTime() - facts.epochSince.getTime();
  if (standing === 'drill_due' || (standing === 'outdated' && age > makingMillis)) return standing;
  const held = facts.escrows.some((one) => escrowState(one, facts.epoch) === 'superseded');
  return held && age > destroyingMillis ? 'not_destroyed' : null;
}
