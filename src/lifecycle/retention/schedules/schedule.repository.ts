import { Injectable } from '@nestjs/common';
import { type Id, newOrderedId } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { MoveCount, MoveKind, ScheduleVersion } from './schedule-version';

export interface ScheduleMove {
  readonly media: Id;
  readonly class: string;
  readonly jurisdiction: string | null;
  readonly kind: MoveKind;
  readonly before: Date | null;
  readonly after: Date | null;
}

const columns = `v.id, v.hash, v.base, v.shipped, v.rows, v.proposed_by AS "proposedBy", v.proposed_at AS "proposedAt",
  v.moves, v.in_force_at AS "inForceAt", v.approval`;
const keptDays = 30;

/** Schedule versions in SQL. They say nothing about anybody; moves name items. */
@Injectable()
export class ScheduleRepository {
  async add(
    tx: Transaction,
    {
      hash,
      base,
      shipped,
      rows,
      proposedBy,
    }: Pick<ScheduleVersion, 'hash' | 'base' | 'shipped' | 'rows' | 'proposedBy'>,
  ): Promise<Id> {
    const id = newOrderedId((await tx.now()).getTime());
    await tx.query(
      `INSERT INTO retention.schedule_version (id, hash, base, shipped, rows, proposed_by) VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, hash, base, shipped, JSON.stringify(rows), proposedBy],
    );
    return id;
  }

  /** Which version is in force; null where none ever came into force. */
  async systemInForce(tx: Transaction): Promise<Id | null> {
    const [row] = await tx.query<{ id: Id }>(
      `SELECT id FROM retention.schedule_version WHERE in_force_at IS NOT NULL ORDER BY in_force_at DESC LIMIT 1`,
    );
    return row?.id ?? null;
  }

  async find(tx: Transaction, id: Id): Promise<ScheduleVersion | null> {
    const [row] = await tx.query<ScheduleVersion>(
      `SELECT ${columns} FROM retention.schedule_version v WHERE v.id = $1`,
      [id],
    );
    return row ?? null;
  }

  /** Newest first. */
  async list(tx: Transaction, { before, limit }: { before?: Id; limit: number }): Promise<ScheduleVersion[]> {
    return tx.query(
      `SELECT ${columns} FROM retention.schedule_version v WHERE $1::uuid IS NULL OR v.id < $1 ORDER BY v.id DESC LIMIT $2`,
      [before ?? null, limit],
    );
  }

  /** No other version comes into force before this transaction ends. */
  async hold(tx: Transaction): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('retention.schedule'))`);
  }

  async introduce(tx: Transaction, id: Id, approval: Id): Promise<void> {
    await tx.query(
      'UPDATE retention.schedule_version SET in_force_at = clock_timestamp(), approval = $2 WHERE id = $1',
      [id, approval],
    );
  }

  /** Forgets what this dry run found before, and what old ones did. */
  async systemForgetMoves(tx: Transaction, version: Id): Promise<void> {
    await tx.query(
      `DELETE FROM retention.schedule_move WHERE version_id = $1 OR version_id IN (
         SELECT id FROM retention.schedule_version WHERE proposed_at < now() - make_interval(days => $2))`,
      [version, keptDays],
    );
  }

  async systemAddMoves(tx: Transaction, version: Id, moves: readonly ScheduleMove[]): Promise<void> {
    await tx.query(
      `INSERT INTO retention.schedule_move (version_id, media_id, class, jurisdiction, kind, before, after)
       SELECT $1, n.media, n.class, n.jurisdiction, n.kind, n.before, n.after
         FROM jsonb_to_recordset($2::jsonb) AS n(media uuid, class text, jurisdiction text, kind text,
              before timestamptz, after timestamptz)`,
      [version, JSON.stringify(moves)],
    );
  }

  /** Ends the dry run: what was found, counted. */
  async systemCountMoves(tx: Transaction, version: Id): Promise<MoveCount[]> {
    const counts = await tx.query<MoveCount>(
      `SELECT class, jurisdiction, kind, count(*)::int AS items FROM retention.schedule_move
        WHERE version_id = $1 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
      [version],
    );
    await tx.query('UPDATE retention.schedule_version SET moves = $2 WHERE id = $1 AND in_force_at IS NULL', [
      version,
      JSON.stringify(counts),
    ]);
    return counts;
  }

  async listMoves(
    tx: Transaction,
    { version, kind, after, limit }: { version: Id; kind?: MoveKind; after?: Id; limit: number },
  ): Promise<ScheduleMove[]> {
    return tx.query(
      `SELECT media_id AS media, class, jurisdiction, kind, before, after FROM retention.schedule_move
        WHERE version_id = $1 AND ($2::text IS NULL OR kind = $2) AND ($3::uuid IS NULL OR media_id > $3)
        ORDER BY media_id LIMIT $4`,
      [version, kind ?? null, after ?? null, limit],
    );
  }

  /** Items of some classes (all where null) after one, in the order of their ids. */
  async systemPageOfClasses(
    tx: Transaction,
    { classes, after, limit }: { classes: readonly string[] | null; after: Id; limit: number },
  ): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      `SELECT id FROM records.media WHERE id > $1 AND state <> 'destroyed' AND ($2::text[] IS NULL OR class = ANY($2))
        ORDER BY id LIMIT $3`,
      [after, classes, limit],
    );
    return rows.map(({ id }) => id);
  }

  async systemCountItems(tx: Transaction, classes: readonly string[] | null): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM records.media WHERE state <> 'destroyed' AND ($1::text[] IS NULL OR class = ANY($1))`,
      [classes],
    );
    return row?.count ?? 0;
  }
}
