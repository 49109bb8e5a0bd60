import { Injectable } from '@nestjs/common';
import { type Id, newOrderedId } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { coolDownDays, type Hold, type HoldCoverage, type HoldReason, type HoldScope } from './hold';

/** Whether a hold `h` covers the media item `m`: every member of its scope that is given. */
const covers = `
  (NOT h.scope ? 'media' OR h.scope->'media' ? m.id::text)
  AND (NOT h.scope ? 'classes' OR h.scope->'classes' ? m.class)
  AND (NOT h.scope ? 'receivedFrom' OR m.received_at >= (h.scope->>'receivedFrom')::timestamptz)
  AND (NOT h.scope ? 'receivedTo' OR m.received_at < (h.scope->>'receivedTo')::timestamptz)
  AND (NOT h.scope ? 'subjects' OR EXISTS (
    SELECT 1 FROM records.subject named, records.subject own
     WHERE own.id = m.subject_id AND h.scope->'subjects' ? named.id::text
       AND coalesce(named.merged_into, named.id) = coalesce(own.merged_into, own.id)))
  AND (NOT h.scope ? 'tickets' OR EXISTS (
    SELECT 1 FROM records.media_ticket l JOIN records.ticket t ON t.id = l.ticket_id
     WHERE l.media_id = m.id
       AND h.scope->'tickets' @> jsonb_build_array(jsonb_build_object('system', t.system, 'id', t.external_id))))`;

/** Items `m` whose keys are there. */
const living = `m.state <> 'destroyed'`;
/** Holds that stop a destruction now: of open matters, and released ones in their cool-down. */
const stops = `(h.released_at IS NULL OR x.free_from > now())`;
const columns = `h.id, h.matter, h.reason, h.scope, h.placed_by AS "placedBy", h.placed_at AS "placedAt",
  h.confirmed_at AS "confirmedAt", h.released_at AS "releasedAt",
  (SELECT count(*)::int FROM retention.hold_item x WHERE x.hold_id = h.id) AS items`;

/** Holds in SQL. Who may see them is decided by the route; a hold itself names no person but by pseudonym. */
@Injectable()
export class HoldRepository {
  async add(tx: Transaction, given: { matter: string; reason: HoldReason; scope: HoldScope; by: Id }): Promise<Id> {
    const id = newOrderedId((await tx.now()).getTime());
    await tx.query(
      `INSERT INTO retention.hold (id, matter, reason, scope, placed_by, confirmed_by) VALUES ($1, $2, $3, $4, $5, $5)`,
      [id, given.matter, given.reason, JSON.stringify(given.scope), given.by],
    );
    return id;
  }

  /**
   * Puts everything under a hold that it covers. The items' rows are locked first: whoever destroys at this moment is
   * waited for, and what has lost its key by then is answered as gone.
   */
  async systemFreeze(tx: Transaction, hold: Id): Promise<{ media: Id; certificate: Id | null }[]> {
    await tx.query(
      `INSERT INTO retention.item (media_id, state, waiting, unsettled, review, unknown_facts, policy)
       SELECT m.id, 'quarantined', true, true, true, '{}', '' FROM retention.hold h, records.media m
        WHERE h.id = $1 AND ${covers} ON CONFLICT DO NOTHING`,
      [hold],
    );
    await tx.query(
      `SELECT 1 FROM retention.item i JOIN records.media m ON m.id = i.media_id, retention.hold h
        WHERE h.id = $1 AND ${covers} ORDER BY i.media_id FOR UPDATE OF i`,
      [hold],
    );
    await tx.query(
      `INSERT INTO retention.hold_item (hold_id, media_id)
       SELECT h.id, i.media_id FROM retention.item i JOIN records.media m ON m.id = i.media_id, retention.hold h
        WHERE h.id = $1 AND ${covers} AND i.state IN ('quarantined', 'active', 'restricted', 'disposition_due')
       ON CONFLICT DO NOTHING`,
      [hold],
    );
    return tx.query(
      `SELECT i.media_id AS media, i.certificate_id AS certificate
         FROM retention.item i JOIN records.media m ON m.id = i.media_id, retention.hold h
        WHERE h.id = $1 AND ${covers} AND i.state IN ('key_destroyed', 'bytes_deleted', 'backups_aged_out')
        ORDER BY i.media_id LIMIT 100`,
      [hold],
    );
  }

  /** Open matters take in what fits them now; answers what joined. */
  async systemJoin(tx: Transaction, ids: readonly Id[]): Promise<{ hold: Id; media: Id }[]> {
    return tx.query(
      `INSERT INTO retention.hold_item (hold_id, media_id)
       SELECT h.id, i.media_id FROM retention.item i JOIN records.media m ON m.id = i.media_id, retention.hold h
        WHERE i.media_id = ANY($1::uuid[]) AND h.released_at IS NULL AND ${covers}
          AND i.state IN ('quarantined', 'active', 'restricted', 'disposition_due')
       ON CONFLICT DO NOTHING RETURNING hold_id AS hold, media_id AS media`,
      [ids],
    );
  }

  /** Matters that stop the destruction of each item at this moment; items that nothing stops are left out. */
  async systemMattersOf(tx: Transaction, ids: readonly Id[]): Promise<Map<Id, string[]>> {
    const rows = await tx.query<{ media: Id; matters: string[] }>(
      `SELECT x.media_id AS media, array_agg(DISTINCT h.matter ORDER BY h.matter) AS matters
         FROM retention.hold_item x JOIN retention.hold h ON h.id = x.hold_id
        WHERE x.media_id = ANY($1::uuid[]) AND ${stops} GROUP BY x.media_id`,
      [ids],
    );
    return new Map(rows.map(({ media, matters }) => [media, matters]));
  }

  /** What a scope would cover now: items that can still be held, those under a hold already, and those that are gone. */
  async systemCoverage(tx: Transaction, scope: HoldScope): Promise<HoldCoverage> {
    const [row] = await tx.query<HoldCoverage>(
      `SELECT count(*) FILTER (WHERE ${living})::int AS items,
              count(*) FILTER (WHERE ${living} AND EXISTS (
                SELECT 1 FROM retention.hold_item x JOIN retention.hold o ON o.id = x.hold_id
                 WHERE x.media_id = m.id AND o.released_at IS NULL))::int AS held,
              count(*) FILTER (WHERE NOT ${living})::int AS gone
         FROM (SELECT $1::jsonb AS scope) h, records.media m WHERE ${covers}`,
      [JSON.stringify(scope)],
    );
    return row ?? { items: 0, held: 0, gone: 0 };
  }

  async find(tx: Transaction, id: Id): Promise<Hold | null> {
    const [row] = await tx.query<Hold>(`SELECT ${columns} FROM retention.hold h WHERE h.id = $1`, [id]);
    return row ?? null;
  }

  /** The same, held still for the rest of the transaction. */
  async hold(tx: Transaction, id: Id): Promise<Hold | null> {
    await tx.query('SELECT 1 FROM retention.hold WHERE id = $1 FOR UPDATE', [id]);
    return this.find(tx, id);
  }

  /** Newest first. */
  async list(tx: Transaction, { before, limit }: { before?: Id; limit: number }): Promise<Hold[]> {
    return tx.query<Hold>(
      `SELECT ${columns} FROM retention.hold h WHERE $1::uuid IS NULL OR h.id < $1 ORDER BY h.id DESC LIMIT $2`,
      [before ?? null, limit],
    );
  }

  async confirm(tx: Transaction, id: Id, by: Id): Promise<void> {
    await tx.query('UPDATE retention.hold SET confirmed_by = $2, confirmed_at = now() WHERE id = $1', [id, by]);
  }

  /** Ends a hold; nothing under it is destroyed before the cool-down is over. */
  async release(tx: Transaction, id: Id, approval: Id): Promise<void> {
    await tx.query('UPDATE retention.hold SET released_at = now(), release_approval = $2 WHERE id = $1', [
      id,
      approval,
    ]);
    await tx.query('UPDATE retention.hold_item SET free_from = now() + make_interval(days => $2) WHERE hold_id = $1', [
      id,
      coolDownDays,
    ]);
  }

  /** How many of its items nothing else keeps once its cool-down is over. */
  async countErasable(tx: Transaction, id: Id): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM retention.hold_item own JOIN retention.item i ON i.media_id = own.media_id
        WHERE own.hold_id = $1 AND i.must_delete_at <= now() + make_interval(days => $2)
          AND NOT EXISTS (SELECT 1 FROM retention.hold_item x JOIN retention.hold h ON h.id = x.hold_id
                           WHERE x.media_id = own.media_id AND x.hold_id <> own.hold_id AND ${stops})`,
      [id, coolDownDays],
    );
    return row?.count ?? 0;
  }
}
