import { createHash } from 'node:crypto';
import type { Id } from '../../kernel';
import { canonicalJson } from '../../trust/audit';

/** Why something is destroyed: its time is over; a person asked; or the content may not exist at all (regulation D1). */
export const destructionGrounds = ['disposition', 'request', 'forbidden'] as const;
export type DestructionGround = (typeof destructionGrounds)[number];

/** A plan may also end again what had ended before a backup was restored; nobody can ask for that. */
export const planGrounds = [...destructionGrounds, 'restored'] as const;
export type PlanGround = (typeof planGrounds)[number];

/** How far a plan has come. From `started` on nothing stops it: each step may be repeated, and is, until it is noted. */
export const planStates = [
  'drafted',
  'started',
  'keys_gone',
  'copies_gone',
  'parts_erased',
  'bytes_gone',
  'certified',
] as const;
export type PlanState = (typeof planStates)[number];

/** What people look for: plans in one state, or all that were started and have not come to their end. */
export const planStages = [...planStates, 'running'] as const;
export type PlanStage = (typeof planStages)[number];

export function statesOf(stage: PlanStage): readonly PlanState[] {
  return stage === 'running' ? planStates.slice(1, -1) : [stage];
}

/** Another person's claim keeps an item: it moves to them. */
export const keptByAnother = 'other_person';
/** Others are on an item, and no human has said yet what becomes of it. */
export const keptUndecided = 'people_undecided';

/** What the rules say of one item: it goes where nothing keeps it. */
export interface ItemVerdict {
  readonly media: Id;
  readonly kept: string | null;
  /** The person whose claim alone keeps it. */
  readonly movesTo: Id | null;
  /** The rows of the schedule that say so. */
  readonly authority: readonly string[];
}

/** What all verdicts of a plan come to. */
export interface VerdictSum {
  readonly itemsSha256: string;
  readonly destroyed: number;
  readonly moved: number;
  readonly kept: number;
}

/** What a plan rests on: something of another module by its kind and id, or a code that people know. Nothing personal. */
export interface PlanReference {
  readonly kind: string;
  readonly id: string;
}

/** A reference in words: a code stands for itself. */
export function namedReference({ kind, id }: PlanReference): string {
  return kind === 'code' ? id : `${kind} ${id}`;
}

/** News of a plan that has come to its end, with the certificate's id and the reference. */
export const planCertified = 'destruction.certified';

/** Whether a plan has come as far as this, or farther. */
export function hasReached(state: PlanState, goal: PlanState): boolean {
  return planStates.indexOf(state) >= planStates.indexOf(goal);
}

/** The state after this one, or null at the end. */
export function stateAfter(state: PlanState): PlanState | null {
  return planStates[planStates.indexOf(state) + 1] ?? null;
}

const firstKept = 100;

/**
 * Sums up the verdicts of a plan, which come in the order of their items and need not be kept: one hash over all of them, so that
 * an approval of the plan is an approval of each.
 */
export class VerdictTally {
  readonly #hash = createHash('sha256');
  readonly #kept: ItemVerdict[] = [];
  readonly #undecided: ItemVerdict[] = [];
  #last: Id | null = null;
  #destroyed = 0;
  #moved = 0;
  #items = 0;

  add(verdicts: readonly ItemVerdict[]): void {
    for (const verdict of verdicts) {
      const { media, kept, movesTo, authority } = verdict;
      if (this.#last !== null && media <= this.#last) throw new Error('verdicts come in the order of their items');
      const said = { media, kept, authority: [...authority] };
      // A plan without moves has the hash that it had before items could move.
      this.#hash.update(canonicalJson(movesTo === null ? said : { ...said, movesTo })).update('\n');
      this.#last = media;
      this.#items += 1;
      if (kept === null) this.#destroyed += 1;
      else if (movesTo !== null) this.#moved += 1;
      else if (this.#kept.length < firstKept) this.#kept.push(verdict);
      if (kept === keptUndecided && this.#undecided.length < firstKept) this.#undecided.push(verdict);
    }
  }

  get sum(): VerdictSum {
    const itemsSha256 = this.#hash.copy().digest('hex');
    const [destroyed, moved] = [this.#destroyed, this.#moved];
    return { itemsSha256, destroyed, moved, kept: this.#items - destroyed - moved };
  }

  /** Some of those about which a human has to decide first. */
  get undecidedFirst(): readonly ItemVerdict[] {
    return this.#undecided;
  }

  /** Some of what stays, for whoever asked. */
  get keptFirst(): readonly ItemVerdict[] {
    return this.#kept;
  }
}
