import type { FreshClaims } from '../claims/claim.repository';
import type { KeptReason } from '../retention.errors';

/**
 * Why something is destroyed: its time is over; a person asked; or the content may not exist at all, which alone goes
 * before minima (regulation D1). None of them goes before a hold.
 */
export type DestructionGround = 'disposition' | 'request' | 'forbidden';

/** What stands beside an item's claims when it is weighed. */
export interface Weighing {
  readonly ground: DestructionGround;
  readonly held: boolean;
  /** Somebody has to be told first, and was not. */
  readonly unannounced: boolean;
  readonly now: Date;
}

/** What stands against the destruction of an item; null where nothing does. An item that is not there is kept, too. */
export function keptBy(one: FreshClaims | undefined, { ground, held, unannounced, now }: Weighing): KeptReason | null {
  if (one === undefined) return 'gone';
  if (held) return 'held';
  if (ground !== 'forbidden' && minimumRuns(one, now)) return 'minimum_runs';
  if (ground === 'disposition' && !isDue(one, now)) return 'not_due';
  return unannounced ? 'notice_missing' : null;
}

/** Fails closed: an item without any claim is unsettled, and whatever waits for its trigger has not begun to end. */
function minimumRuns({ item }: FreshClaims, now: Date): boolean {
  return item.deletable_at === null || item.deletable_at > now;
}

function isDue({ item }: FreshClaims, now: Date): boolean {
  return item.must_delete_at !== null && item.must_delete_at <= now;
}
