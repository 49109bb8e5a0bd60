import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';

/** Items in the order of their ids, so many at a time, from after the last one on: a query need not be kept in memory. */
export type ItemPages = (
  tx: Transaction,
  page: { readonly after: Id | null; readonly limit: number },
) => Promise<readonly Id[]>;

/** The pages of a list, each item once. */
export function pagesOfList(ids: readonly Id[]): ItemPages {
  const ordered = [...new Set(ids)].sort();
  return (_tx, { after, limit }) => {
    const from = after === null ? 0 : ordered.findIndex((id) => id > after);
    return Promise.resolve(from < 0 ? [] : ordered.slice(from, from + limit));
  };
}

/** Goes through all pages, one after the other. */
export async function eachPage(
  tx: Transaction,
  pages: ItemPages,
  limit: number,
  visit: (ids: readonly Id[]) => Promise<void>,
): Promise<void> {
  let after: Id | null = null;
  for (;;) {
    const ids: readonly Id[] = await pages(tx, { after, limit });
    const last = ids.at(-1);
    if (last === undefined) return;
    await visit(ids);
    after = last;
  }
}
