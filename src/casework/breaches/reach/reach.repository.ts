import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { Exposure, Reach, ReachCount, ReachCounts, ReachedItem, ReachWay } from './reach';
import { exposedSql, readingsSql } from './readings-sql';
import type { ReachedNumbers } from '../notices/facts';

interface CountRow extends ReachCount {
  readonly total: boolean;
  readonly placed: boolean;
  readonly jurisdiction: string | null;
  readonly class: string | null;
}

const columns = `r.id, r.breach_id AS breach, r.query, r.made_at AS "madeAt", r.made_by AS "madeBy",
  r.log_size::int AS "logSize", r.counts`;

/** What searches for the reach of a breach found. */
@Injectable()
export class ReachRepository {
  /** A subject with everybody who was merged into them. */
  async listFamily(tx: Transaction, subject: Id): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      `SELECT s.id FROM records.subject named
         JOIN records.subject s ON coalesce(named.merged_into, named.id) IN (s.id, s.merged_into)
        WHERE named.id = $1`,
      [subject],
    );
    return rows.map(({ id }) => id);
  }

  async exists(tx: Transaction, id: Id): Promise<boolean> {
    return (await tx.query('SELECT 1 FROM breaches.reach WHERE id = $1', [id])).length > 0;
  }

  /** Finds and keeps what was reached, and counts it, in the database alone: nothing of it passes through here. */
  async make(
    tx: Transaction,
    reach: Pick<Reach, 'id' | 'breach' | 'query' | 'madeBy'>,
    { family, exposure }: { readonly family: readonly Id[] | null; readonly exposure: Exposure | null },
  ): Promise<ReachCounts> {
    const { id, breach, query, madeBy } = reach;
    await tx.query(
      `INSERT INTO breaches.reach (id, breach_id, query, made_by, log_size, counts)
       SELECT $1, $2, $3, $4, size, '{}' FROM audit.head`,
      [id, breach, JSON.stringify(query), madeBy],
    );
    const parameters: unknown[] = [id];
    const put = (value: unknown): string => `$${parameters.push(value)}`;
    const sources = [readingsSql({ query, family }, put)];
    if (exposure !== null) sources.push(exposedSql(exposure, family, put));
    await tx.query(
      `INSERT INTO breaches.reached (reach_id, media_id, subject_id, class, jurisdiction, ways, readings, first_at, last_at)
       SELECT $1, g.media, coalesce(m.subject_id, g.subject), coalesce(m.class, g.class), m.jurisdiction, g.ways, g.readings,
              g.first_at, g.last_at
         FROM (SELECT found.media, (array_agg(found.subject) FILTER (WHERE found.subject IS NOT NULL))[1] AS subject,
                      max(found.class) AS class, array_agg(DISTINCT found.way) AS ways,
                      count(*) FILTER (WHERE found.way <> 'exposed') AS readings,
                      min(found.at) AS first_at, max(found.at) AS last_at
                 FROM (${sources.join(' UNION ALL ')}) AS found (media, subject, class, at, way)
                GROUP BY found.media) g
         LEFT JOIN records.media m ON m.id = g.media`,
      parameters,
    );
    const counts = await this.#count(tx, id);
    await tx.query('UPDATE breaches.reach SET counts = $2 WHERE id = $1', [id, JSON.stringify(counts)]);
    return counts;
  }

  async list(tx: Transaction, breach: Id, limit: number): Promise<Reach[]> {
    return tx.query<Reach>(
      `SELECT ${columns} FROM breaches.reach r WHERE r.breach_id = $1 ORDER BY r.made_at DESC, r.id DESC LIMIT $2`,
      [breach, limit],
    );
  }

  async find(tx: Transaction, breach: Id, id: Id): Promise<Reach | null> {
    const [row] = await tx.query<Reach>(
      `SELECT ${columns} FROM breaches.reach r WHERE r.breach_id = $1 AND r.id = $2`,
      [breach, id],
    );
    return row ?? null;
  }

  async listItems(tx: Transaction, id: Id, after: Id | null, limit: number): Promise<ReachedItem[]> {
    return tx.query<ReachedItem>(
      `SELECT media_id AS media, subject_id AS subject, class, jurisdiction, ways, readings::int, first_at AS "firstAt",
              last_at AS "lastAt"
         FROM breaches.reached WHERE reach_id = $1 AND ($2::uuid IS NULL OR media_id > $2) ORDER BY media_id LIMIT $3`,
      [id, after, limit],
    );
  }

  /** Numbers for a notice, of the newest search: in those jurisdictions, and where nobody knows any more. Null: nobody has searched. */
  async findNumbers(tx: Transaction, breach: Id, places: readonly string[] | null): Promise<ReachedNumbers | null> {
    const [newest] = await this.list(tx, breach, 1);
    if (newest === undefined) return null;
    const [row] = await tx.query<ReachedNumbers>(
      `SELECT count(DISTINCT subject_id)::int AS persons, count(*)::int AS items,
              coalesce(array_agg(DISTINCT class) FILTER (WHERE class IS NOT NULL), '{}') AS classes
         FROM breaches.reached WHERE reach_id = $1 AND ($2::text[] IS NULL OR jurisdiction IS NULL OR jurisdiction = ANY($2))`,
      [newest.id, places],
    );
    return row ?? null;
  }

  async #count(tx: Transaction, id: Id): Promise<ReachCounts> {
    const rows = await tx.query<CountRow>(
      `SELECT grouping(jurisdiction) = 1 AND grouping(class) = 1 AS total, grouping(jurisdiction) = 0 AS placed,
              jurisdiction, class, count(DISTINCT subject_id)::int AS persons, count(*)::int AS items,
              coalesce(sum(readings), 0)::int AS readings
         FROM breaches.reached WHERE reach_id = $1 GROUP BY GROUPING SETS ((), (jurisdiction), (class)) ORDER BY jurisdiction, class`,
      [id],
    );
    const byWay = await tx.query<{ way: ReachWay; items: number }>(
      `SELECT way, count(*)::int AS items FROM breaches.reached, unnest(ways) AS way WHERE reach_id = $1 GROUP BY 1 ORDER BY 1`,
      [id],
    );
    const numbers = ({ persons, items, readings }: ReachCount): ReachCount => ({ persons, items, readings });
    const [total] = rows.filter((row) => row.total);
    return {
      ...(total === undefined ? { persons: 0, items: 0, readings: 0 } : numbers(total)),
      byJurisdiction: rows
        .filter((row) => row.placed)
        .map((row) => ({ jurisdiction: row.jurisdiction, ...numbers(row) })),
      byClass: rows.filter((row) => !row.total && !row.placed).map((row) => ({ class: row.class, ...numbers(row) })),
      byWay,
    };
  }
}
