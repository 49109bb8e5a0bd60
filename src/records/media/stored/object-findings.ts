import { type Id, isId } from '../../../kernel';

/** What can be wrong with what the store holds, in fixed sentences. */
export const objectFindingKinds = {
  item_missing: 'the item is gone, and no entry ended it',
  item_differs: 'the item’s row names another object than was stored',
  object_missing: 'the object that was stored is not there',
  object_differs: 'the object is not the one that was stored',
  object_unread: 'the store did not give the object out',
  object_extra: 'the store holds an object, or a version of one, that no entry names',
} as const;

export type ObjectFindingKind = keyof typeof objectFindingKinds;

/** Which entry names the object and its event's id, both null where none does; the key says where it lies. */
export interface ObjectFinding {
  readonly kind: ObjectFindingKind;
  readonly n: number | null;
  readonly id: Id | null;
  readonly key: string;
}

/** What the store was compared with. Plain JSON. */
export interface ObjectsResult {
  readonly intact: boolean;
  /** Objects that entries name, those of them read to the end, and those whose items ended. */
  readonly objects: { readonly expected: number; readonly read: number; readonly ended: number };
  readonly bytes: number;
  /** Objects without an entry that are younger than a day: they may still be on their way. */
  readonly young: number;
  readonly findingCount: number;
  /** The first 1,000. */
  readonly findings: readonly ObjectFinding[];
}

const listed = 1_000;

/** Keeps the first findings and counts the rest: a store that was emptied has one for each object. */
export class ObjectFindings {
  readonly list: ObjectFinding[] = [];
  #count = 0;

  add(finding: ObjectFinding): void {
    this.#count += 1;
    if (this.list.length < listed) this.list.push(finding);
  }

  get count(): number {
    return this.#count;
  }
}

const youngMillis = 24 * 3_600_000;

/** Whether an object has lain there for less than a day: its entry may still come, or its sweep. */
export function isYoung(storedAt: Date, now: Date): boolean {
  return Math.abs(now.getTime() - storedAt.getTime()) < youngMillis;
}

/** The id in a key of ours, or null where it is none. */
export function objectIn(key: string): string | null {
  const [top, start, id = '', ...more] = key.split('/');
  return top === 'objects' && isId(id) && start === id.slice(0, 2) && more.length === 0 ? id : null;
}

/** One line for each finding, and the summary last. */
export function renderObjects({ objects, bytes, young, findings, findingCount }: ObjectsResult): string {
  const lines = findings.map(({ kind, n, id, key }) => {
    const place = n === null ? key : `entry ${n} ${id ?? ''}`;
    return `${place} ${kind}: ${objectFindingKinds[kind]}`;
  });
  if (findingCount > findings.length) lines.push(`and ${grouped(findingCount - findings.length)} more findings`);
  const counted = [
    `${grouped(objects.read)}/${grouped(objects.expected)} objects read (${grouped(bytes)} bytes)`,
    ...(objects.ended === 0 ? [] : [`${grouped(objects.ended)} ended`]),
    ...(young === 0 ? [] : [`${grouped(young)} younger than a day without an entry`]),
    `${grouped(findingCount)} finding${findingCount === 1 ? '' : 's'}`,
  ];
  return [...lines, `store: ${counted.join(', ')}`].join('\n');
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
