import { createHash } from 'node:crypto';
import type { Id } from '../../../kernel';

/** As many items as one production may have: its approval binds them all. */
export const mostProduced = 1_000;

/** The purpose under which items are opened for an authority. */
export const productionPurpose = 'authority_request';

/** What an order asks for. Every member that is given must fit; one of the first three must be given. */
export interface ProductionScope {
  /** Everything of a person, and of those who were found to be the same. */
  readonly subject?: Id;
  readonly ticket?: { readonly system: string; readonly id: string };
  readonly media?: readonly Id[];
  readonly classes?: readonly string[];
}

/** A legal order of an authority, as somebody enters it: codes and provisions, never a name of a person. */
export interface ProductionOrder {
  /** The order's own reference. */
  readonly reference: string;
  /** The authority, from the list of recipients. */
  readonly recipient: Id;
  /** The provision that obliges, such as `GwG s.32(3)`. */
  readonly legalBasis: string;
  readonly scope: ProductionScope;
  /** Whether a law forbids to tell the person of it. */
  readonly secret: boolean;
  /** The open ticket under which the items are opened. */
  readonly ticket: { readonly system: string; readonly id: string };
}

/** An item of the scope as it stands. */
export interface ScopedItem {
  readonly media: Id;
  /** Quarantined items cannot be opened, and are not produced. */
  readonly quarantined: boolean;
  /** Holds keep it: it is produced like any other. */
  readonly held: boolean;
}

/** What would be produced now. */
export interface ProductionSum {
  readonly items: number;
  readonly held: number;
  readonly withheld: number;
  /** Over the ids of the items, in their order, each with a newline. */
  readonly itemsSha256: string;
}

/** A production as its row remembers it. */
export interface Production extends ProductionOrder, ProductionSum {
  readonly id: Id;
  readonly authority: string;
  readonly requestedBy: Id;
  readonly requestedAt: Date;
  /** Null until two people have approved it and it was started. */
  readonly approval: Id | null;
  readonly startedAt: Date | null;
  /** When the bundle was first opened: from then on it counts as disclosed. */
  readonly handedOutAt: Date | null;
  /** The bundle; null until it is made, and once it has been removed. */
  readonly bundle: Id | null;
  readonly readyAt: Date | null;
}

/** Counts a scope's items, which come in the order of their ids. */
export function sumOf(items: readonly ScopedItem[]): ProductionSum {
  const produced = items.filter(({ quarantined }) => !quarantined);
  const hash = createHash('sha256');
  for (const { media } of produced) hash.update(`${media}\n`);
  return {
    items: produced.length,
    held: produced.filter(({ held }) => held).length,
    withheld: items.length - produced.length,
    itemsSha256: hash.digest('hex'),
  };
}

/** An order of everything would be none. */
export function namesSomething({ subject, ticket, media }: ProductionScope): boolean {
  return subject !== undefined || ticket !== undefined || (media !== undefined && media.length > 0);
}

/** Where a production stands, from the times in its row. */
export function stateOf({ startedAt, bundle, handedOutAt }: Production): 'asked' | 'making' | 'ready' | 'handed_out' {
  if (startedAt === null) return 'asked';
  if (handedOutAt !== null) return 'handed_out';
  return bundle === null ? 'making' : 'ready';
}
