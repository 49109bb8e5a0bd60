/** What the keystore says about some keys and the roots above them. */
export interface EndFacts {
  readonly now: Date;
  /** How many keys were asked about, and how many of them are in the ledger of ended keys. */
  readonly asked: number;
  readonly ended: number;
  /** How many of them, or of the subject keys above them, still live. */
  readonly living: number;
  /** The newest epoch that can have wrapped one of them. */
  readonly lastEpoch: number;
  /** The newest such epoch that is still in use, if any. */
  readonly epochInUse: number | null;
  /** Ended epochs whose root the provider has not confirmed yet. */
  readonly rootsUnconfirmed: number;
  /** Escrow copies of such an epoch that their holders have not said to be destroyed. */
  readonly escrowsLeft: number;
  /** The latest end of a root, and of an escrow copy, of such an epoch. */
  readonly lastRootGoneAt: Date | null;
  readonly lastEscrowEndsAt: Date | null;
}

/** A date that is known, in the past or in the future, or why it is not known. */
export type IrreversibleAt =
  | { readonly known: true; readonly at: Date; readonly passed: boolean; readonly lastEpoch: number }
  | {
      readonly known: false;
      readonly reason: 'key_lives' | 'never_a_key' | 'epoch_in_use' | 'root_not_destroyed' | 'escrow_not_destroyed';
    };

/**
 * The end of the last root under which the keys were ever wrapped, with the provider's own delay, or of the last escrow copy
 * of such an epoch, whichever comes later. Nothing is promised that has not been ordered: while a root is in use, no date is known.
 */
export function irreversibleAt(facts: EndFacts): IrreversibleAt {
  if (facts.living > 0) return { known: false, reason: 'key_lives' };
  if (facts.ended < facts.asked) return { known: false, reason: 'never_a_key' };
  if (facts.epochInUse !== null) return { known: false, reason: 'epoch_in_use' };
  if (facts.rootsUnconfirmed > 0 || facts.lastRootGoneAt === null)
    return { known: false, reason: 'root_not_destroyed' };
  if (facts.escrowsLeft > 0) return { known: false, reason: 'escrow_not_destroyed' };
  const escrow = facts.lastEscrowEndsAt?.getTime() ?? 0;
  const at = new Date(Math.max(facts.lastRootGoneAt.getTime(), escrow));
  return { known: true, at, passed: at <= facts.now, lastEpoch: facts.lastEpoch };
}
