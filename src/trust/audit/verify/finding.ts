/** What can be wrong with a log, in fixed sentences. `n` and the event id say where. */
export const findingKinds = {
  leaf_unreadable: 'the bytes are no canonical leaf',
  leaf_changed: 'the bytes are not the ones that were sealed',
  hash_column: 'the hash beside the leaf is not its hash',
  wrong_place: 'the leaf was sealed under another number',
  wrong_log: 'the leaf belongs to another log',
  gap: 'missing',
  key_unproved: 'a change of the key is not signed by the key before it, or no entry says it',
  opening_unproved: 'the log goes by another origin from here on, and this entry does not say why',
  opening_unapproved: 'it says that a new log was opened, and not that two people in different roles wanted it',
  prune_unapproved: 'it says that entries were pruned, and not that two other people approved it',
  repeated: 'the number stands twice',
  repeated_id: 'the same event stands under another number too',
  search_columns: 'the search columns differ from the leaf',
  time_went_back: 'it was sealed at an earlier time than the entry before it',
  history_changed: 'the entries up to here are not the ones that the checkpoint signed',
  checkpoint_malformed: 'the checkpoint is no signed note',
  checkpoint_of_another_log: 'the checkpoint is of another log',
  checkpoint_unknown_key: 'the checkpoint is not signed by the key of this log',
  checkpoint_forged: 'the signature of the checkpoint does not hold',
  checkpoint_replaced: 'the checkpoint is not the one of this size',
  checkpoint_beyond: 'a checkpoint was signed for more entries than there are',
  beyond_checkpoint: 'the entry is newer than the newest checkpoint',
  head_differs: 'the head does not say what the entries say',
  tile_differs: 'a tile differs from the entries under it',
  tile_root: 'a tile has another root than the one kept with it',
  tile_missing: 'a full tile is missing',
  rolled_back: 'an anchor remembers entries that the log does not have',
  anchor_differs: 'an anchor remembers another log',
  cosignature_differs: 'a witness cosigned another checkpoint',
  time_stamp_differs: 'a time stamp is over another checkpoint, or does not hold',
  personal_missing: 'a personal part is missing and no entry says why',
  personal_mismatch: 'a personal part is not what the entry committed to',
  personal_search: 'the columns by which a personal part is searched do not fit the part or its entry',
  personal_stray: 'a personal part belongs to no entry',
} as const;

export type FindingKind = keyof typeof findingKinds;

export interface Finding {
  readonly kind: FindingKind;
  /** Number of the entry, or of the last entry of a range. */
  readonly n: number | null;
  /** First entry of the range in which the cause lies, where it cannot be named more closely. */
  readonly from?: number;
  /** Id of the event. */
  readonly id: string | null;
}

const listed = 1_000;

/** Keeps the first findings and counts the rest: a log that was rewritten has one for each entry. */
export class Findings {
  readonly list: Finding[] = [];
  #count = 0;

  add(kind: FindingKind, n: number | null, more: { id?: string | null; from?: number } = {}): void {
    this.#count += 1;
    if (this.list.length >= listed) return;
    const from = more.from === undefined || more.from === n ? {} : { from: more.from };
    this.list.push({ kind, n, ...from, id: more.id ?? null });
  }

  get count(): number {
    return this.#count;
  }
}
