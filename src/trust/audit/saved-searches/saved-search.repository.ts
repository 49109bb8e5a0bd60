import type { Id } from '../../../kernel';
import { isUniqueViolation, type Transaction } from '../../../platform/database';
import type { SearchColumns } from '../search-columns';
import { leafColumns } from '../search-columns';
import type { SavedSearch } from './saved-search';
import { SearchNameTaken } from './saved-search.errors';

const columns = 's.id, s.name, s.query AS q, s.notify, s.version, s.created_at AS "createdAt"';
/** News begins with the next entry. */
const fromNow = '(SELECT size FROM audit.head)';

export async function listSearches(tx: Transaction, person: Id): Promise<SavedSearch[]> {
  return tx.query(`SELECT ${columns} FROM searches.search s WHERE s.person_id = $1 ORDER BY s.name, s.id`, [person]);
}

export async function findSearch(tx: Transaction, person: Id, id: Id): Promise<SavedSearch | null> {
  const sql = `SELECT ${columns} FROM searches.search s WHERE s.person_id = $1 AND s.id = $2 FOR UPDATE`;
  const [row] = await tx.query<SavedSearch>(sql, [person, id]);
  return row ?? null;
}

export async function addSearch(
  tx: Transaction,
  search: { id: Id; person: Id; name: string; q: string; notify: boolean },
): Promise<SavedSearch> {
  return only(() =>
    tx.query<SavedSearch>(
      `INSERT INTO searches.search AS s (id, person_id, name, query, notify, since)
         VALUES ($1, $2, $3, $4, $5, ${fromNow}) RETURNING ${columns}`,
      [search.id, search.person, search.name, search.q, search.notify],
    ),
  );
}

export async function changeSearch(
  tx: Transaction,
  { id, name, q, notify }: Pick<SavedSearch, 'id' | 'name' | 'q' | 'notify'>,
): Promise<SavedSearch> {
  return only(() =>
    tx.query<SavedSearch>(
      `UPDATE searches.search AS s SET name = $2, query = $3, notify = $4, since = ${fromNow}, version = version + 1
          WHERE s.id = $1 RETURNING ${columns}`,
      [id, name, q, notify],
    ),
  );
}

export async function removeSearch(tx: Transaction, id: Id): Promise<void> {
  await tx.query('DELETE FROM searches.search WHERE id = $1', [id]);
}

/** A search that wants news, with the entry from which on. */
export interface WatchedSearch {
  readonly id: Id;
  readonly person: Id;
  readonly q: string;
  readonly since: number;
}

export async function systemListWatched(tx: Transaction): Promise<WatchedSearch[]> {
  const rows = await tx.query<Omit<WatchedSearch, 'since'> & { since: string }>(
    'SELECT id, person_id AS person, query AS q, since FROM searches.search WHERE notify ORDER BY id',
  );
  return rows.map((row) => ({ ...row, since: Number(row.since) }));
}

/** Takes the turn of looking at new entries: where the last one stopped, and how far the log reaches. */
export async function systemLockCursor(tx: Transaction): Promise<{ from: number; size: number }> {
  const [row] = await tx.query<{ from: string; size: string }>(
    'SELECT c.size AS "from", (SELECT size FROM audit.head) AS size FROM searches.cursor c FOR UPDATE OF c',
  );
  return { from: Number(row?.from ?? 0), size: Number(row?.size ?? 0) };
}

export async function systemMoveCursor(tx: Transaction, size: number): Promise<void> {
  await tx.query('UPDATE searches.cursor SET size = $1', [size]);
}

/** What searches look at, of entries `from` until before `to`. */
export async function listColumns(
  tx: Transaction,
  from: number,
  to: number,
): Promise<{ n: number; columns: SearchColumns }[]> {
  const names = leafColumns.map(({ name, column }) => `l.${column} AS "${name}"`).join(', ');
  const rows = await tx.query<{ n: string } & Record<keyof SearchColumns, unknown>>(
    `SELECT l.n, ${names} FROM audit.leaf l WHERE l.n >= $1 AND l.n < $2 ORDER BY l.n`,
    [from, to],
  );
  const text = (value: unknown) => (value instanceof Date ? value.toISOString() : value);
  return rows.map(({ n, ...found }) => ({
    n: Number(n),
    columns: Object.fromEntries(
      Object.entries(found).map(([name, value]) => [name, text(value)]),
    ) as unknown as SearchColumns,
  }));
}

async function only(write: () => Promise<SavedSearch[]>): Promise<SavedSearch> {
  try {
    const [row] = await write();
    if (row === undefined) throw new Error('the search was not written');
    return row;
  } catch (error) {
    throw isUniqueViolation(error, 'search_name') ? new SearchNameTaken() : error;
  }
}
