import { Refusal } from '../../../kernel';
import type { TilePlace } from '../format/proof';

export interface StoredCheckpoint {
  readonly size: number;
  readonly note: string;
}

/** What an anchor says of the newest state that it has seen. */
export interface Remembered {
  readonly size: number;
  /** Root over that many entries; null from an anchor that has compared it with ours by itself. */
  readonly root: Buffer | null;
}

/** The tree over the log, as it is at any size that a tile's place says. */
export interface AnchoredTiles {
  readonly tile: (place: TilePlace) => Promise<Buffer>;
}

/** The log as anchors read it; every part of it is final once it is under a checkpoint. */
export interface AnchoredLog extends AnchoredTiles {
  /**
   * Bodies of the entries `from` … `to`-1 in bundles of the tree, the first one from a multiple of 256 at or before `from`;
   * null for a bundle that was pruned.
   */
  bundles(from: number, to: number): AsyncIterable<readonly Buffer[] | null>;
  /** Rows of the sealed personal parts of the entries `from` … `to`-1, and of the parts that those entries ended. */
  parts(from: number, to: number): Promise<Buffer>;
}

export type AnchorKind = 'bucket' | 'witness';

/** A place outside the database that remembers how far the log has come, and that the database's superuser cannot reach. */
export interface Anchor {
  readonly name: string;
  readonly kind: AnchorKind;
  /** The most entries that one step takes to it: a bucket gets all of them in order, a witness only the newest checkpoint. */
  readonly longestStep: number;
  /**
   * The newest state that it remembers, at `known` entries or later; null where there is none. `own` is the newest
   * checkpoint of the database. Throws where it cannot be asked.
   */
  newest(known: number, own: StoredCheckpoint | null, log: AnchoredTiles): Promise<Remembered | null>;
  /** Takes it from `from` entries to this checkpoint; the same again is no error. Answers a line to keep with the checkpoint. */
  keep(from: number, checkpoint: StoredCheckpoint, log: AnchoredLog): Promise<{ readonly cosignature: string | null }>;
  /** Whether nobody can make it forget. */
  prove(): Promise<boolean>;
  close(): void;
}

/** Why an anchor is of no use at the moment, as the console and the program log name it. */
export type AnchorTrouble = 'away' | 'refused' | 'conflict' | 'forked' | 'rolled_back' | 'forgot' | 'damaged';

/** An anchor does not take or tell what it should. */
export class AnchorFailed extends Error {
  constructor(
    readonly trouble: AnchorTrouble,
    cause?: unknown,
  ) {
    super(`an anchor failed: ${trouble}`, { cause });
    this.name = 'AnchorFailed';
  }
}

/** The word for whatever went wrong. */
export function troubleOf(error: unknown): AnchorTrouble {
  if (error instanceof AnchorFailed) return error.trouble;
  return error instanceof Refusal && error.code === 'integrity_failed' ? 'conflict' : 'away';
}
