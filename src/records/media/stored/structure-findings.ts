import type { Id } from '../../../kernel';
import type { ListedObject } from '../../../platform/objects';
import type { NamedObject } from '../../../trust/audit';
import type { KeptObject } from './kept-objects';
import { isYoung } from './object-findings';

/** What can be wrong between databases, store and log, in fixed sentences. */
export const structureFindingKinds = {
  object_missing: 'the row’s object is not in the store',
  object_differs: 'the object has another version or size than its row says',
  object_versions: 'the object has further versions in the store',
  object_unknown: 'no row needs this object',
  entry_missing: 'no sealed entry says that this was stored',
  row_missing: 'an entry says that this was stored, no row has it, and no entry ended it',
  data_key_missing: 'the object’s data key is not in the keystore',
  data_key_closed: 'the object’s data key does not open',
  payload_key_missing: 'the key of the item’s personal columns is not in the keystore',
  payload_key_closed: 'the key of the item’s personal columns does not open',
  key_unused: 'no row needs this data key, and it is older than a day',
  reservation_left: 'an intake stopped more than a day ago, and its reservation was not cleared',
} as const;

export type StructureFindingKind = keyof typeof structureFindingKinds;

/** `about` is an id or a key of the store: no content and no name. */
export interface StructureFinding {
  readonly kind: StructureFindingKind;
  readonly about: string;
}

/** Plain JSON. */
export interface StructureResult {
  readonly intact: boolean;
  readonly rows: number;
  readonly objects: number;
  /** Objects, rows, and keys that are less than a day old and may be on their way. */
  readonly young: number;
  readonly findingCount: number;
  /** The first 1,000. */
  readonly findings: readonly StructureFinding[];
}

const listed = 1_000;

/** Counts as it goes; keeps the first findings, because a store that was emptied has one for each object. */
export class StructureRun {
  rows = 0;
  objects = 0;
  young = 0;
  readonly #findings: StructureFinding[] = [];
  #count = 0;

  add(kind: StructureFindingKind, about: string): void {
    this.#count += 1;
    if (this.#findings.length < listed) this.#findings.push({ kind, about });
  }

  result(): StructureResult {
    const { rows, objects, young } = this;
    const counts = { rows, objects, young, findingCount: this.#count };
    return { intact: this.#count === 0, ...counts, findings: this.#findings };
  }
}

/** Everything that is known of one object id. Versions stand newest first. */
export interface ObjectFacts {
  readonly object: Id;
  readonly kept: KeptObject | null;
  readonly versions: readonly ListedObject[];
  readonly entry: NamedObject | null;
}

/** What is wrong with the facts themselves; nothing was asked again yet. */
export function judge({ kept, versions, entry }: ObjectFacts, now: Date): StructureFindingKind[] | 'young' {
  const [newest] = versions;
  if (kept === null) {
    if (newest === undefined) return entry?.type === 'media.stored' ? ['row_missing'] : [];
    if (entry === null && isYoung(newest.storedAt, now)) return 'young';
    return ['object_unknown'];
  }
  const kinds: StructureFindingKind[] = [];
  if (newest === undefined) kinds.push('object_missing');
  else if (newest.size !== kept.size || newest.versionId !== kept.versionId) kinds.push('object_differs');
  if (versions.length > 1) kinds.push('object_versions');
  if (entry === null && !isYoung(kept.since, now)) kinds.push('entry_missing');
  return kinds;
}

/** One line for each finding, and the summary last. */
export function renderStructure({ rows, objects, young, findings, findingCount }: StructureResult): string[] {
  const lines = findings.map(({ kind, about }) => `${about} ${kind}: ${structureFindingKinds[kind]}`);
  if (findingCount > findings.length) lines.push(`and ${findingCount - findings.length} more findings`);
  const counted = [
    `${rows} rows`,
    `${objects} objects`,
    ...(young === 0 ? [] : [`${young} younger than a day`]),
    `${findingCount} finding${findingCount === 1 ? '' : 's'}`,
  ];
  return [...lines, `vault: ${counted.join(', ')}`];
}
