import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../trust/audit';
import type { GoingItem } from '../saga/plan-scope';

/** What a certificate says of its list of items: whoever has the list finds it whole and unchanged by this. */
export interface ListSum {
  readonly count: number;
  /** Of the whole list, hex. */
  readonly sha256: string;
  /** The versions of all rules that decided. */
  readonly policies: readonly string[];
}

/** Items without anything personal, one line of canonical JSON each, in the order of their ids. */
export function itemLines(items: readonly GoingItem[]): string {
  return items.map((item) => `${canonicalJson(lineOf(item))}\n`).join('');
}

/** Sums a list up, page by page. */
export class ListSummary {
  readonly #hash = createHash('sha256');
  readonly #policies = new Set<string>();
  #count = 0;

  add(items: readonly GoingItem[]): void {
    this.#hash.update(itemLines(items));
    this.#count += items.length;
    for (const { authority } of items) for (const name of authority) if (!isRow(name)) this.#policies.add(name);
  }

  get sum(): ListSum {
    return { count: this.#count, sha256: this.#hash.copy().digest('hex'), policies: [...this.#policies].sort() };
  }
}

/** An authority names rows of the schedule, and the version of all rules by its hash. */
export function isRow(authority: string): boolean {
  return !authority.startsWith('sha256:');
}

function lineOf({ id, class: code, objectId, objectSha256, dataKeyId, authority, versions }: GoingItem) {
  const about = { media: id, class: code, object: objectId, sha256: objectSha256, dataKey: dataKeyId };
  return { ...about, authority: [...authority], versions };
}
