import { type CopiedRow, int64 } from './copy-out';

/** States of personal parts that can be told without opening them. */
export interface PartCounts {
  readonly erased: number;
  readonly ended: number;
  readonly notChecked: number;
}

const [actor, subject] = [1, 2];
/** What a part's row says, in four bits for each of the two parts of a leaf; `odd` is for another to name. */
const state = { none: 0, kept: 1, erased: 2, ended: 3, odd: 4 } as const;

/** What the rows beside some leaves say about their personal parts: a byte for each leaf, whatever the log holds. */
export class PartRows {
  readonly #states: Uint8Array;

  constructor(
    private readonly from: number,
    to: number,
  ) {
    this.#states = new Uint8Array(to - from);
  }

  /** Takes a row of number, part, erasing entry, whether its period ended, and whether something is left of it. */
  add({ bytes, view, fields }: CopiedRow): void {
    const n = int64(view, fields[0] ?? 0);
    const at = n - this.from;
    const isActor = (fields[3] ?? 0) === 5;
    const shift = isActor ? 0 : 4;
    const erasedBy = (fields[5] ?? -1) < 0 ? null : int64(view, fields[4] ?? 0);
    const ended = bytes[fields[6] ?? 0] === 1;
    const kept = bytes[fields[8] ?? 0] === 1;
    const already = ((this.#states[at] ?? 0) >> shift) & 15;
    const now = already === state.none ? stateOf(n, erasedBy, ended, kept) : state.odd;
    this.#states[at] = ((this.#states[at] ?? 0) & (isActor ? 0xf0 : 0x0f)) | (now << shift);
  }

  /** Counts the parts of a block, or null where one is not as its leaf says. */
  countsOf(from: number, to: number, commits: Uint8Array): PartCounts | null {
    const counts = { erased: 0, ended: 0, notChecked: 0 };
    for (let n = from; n < to; n += 1) {
      const found = this.#states[n - this.from] ?? 0;
      const committed = commits[n - from] ?? 0;
      if (!count(counts, (committed & actor) !== 0, found & 15)) return null;
      if (!count(counts, (committed & subject) !== 0, found >> 4)) return null;
    }
    return counts;
  }
}

function stateOf(n: number, erasedBy: number | null, ended: boolean, kept: boolean): number {
  // Only a later entry can have erased a part.
  if (erasedBy !== null) return erasedBy > n ? state.erased : state.odd;
  if (kept) return state.kept;
  return ended ? state.ended : state.odd;
}

function count(
  counts: { erased: number; ended: number; notChecked: number },
  committed: boolean,
  found: number,
): boolean {
  if (!committed) return found === state.none;
  if (found === state.kept) counts.notChecked += 1;
  else if (found === state.erased) counts.erased += 1;
  else if (found === state.ended) counts.ended += 1;
  else return false;
  return true;
}
