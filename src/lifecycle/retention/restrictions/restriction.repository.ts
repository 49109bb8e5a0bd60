import { Injectable } from '@nestjs/common';
import { type Id, newOrderedId } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { Restriction, RestrictionGround, RestrictionOrder } from './restriction';

/** An item under a restriction, for the entries about it. */
export interface CoveredItem {
  readonly media: Id;
  readonly subject: Id;
  readonly class: string;
}

/** A restriction as an explanation of an item names it. */
export interface RunningRestriction {
  readonly ground: RestrictionGround;
  readonly since: Date;
}

const columns = `r.id, r.ground, r.reference, r.imposed_by AS "imposedBy", r.imposed_at AS "imposedAt",
  r.review_on::text AS "reviewOn", r.noticed_on::text AS "noticedOn", r.lifted_at AS "liftedAt",
  (SELECT count(*)::int FROM retention.restriction_item x WHERE x.restriction_id = r.id) AS items`;

/** Restrictions in SQL. Who may see them is decided by the route; they name persons by pseudonym alone. */
@Injectable()
export class RestrictionRepository {
  async add(tx: Transaction, { ground, reference, reviewOn }: RestrictionOrder, by: Id): Promise<Id> {
    const id = newOrderedId((await tx.now()).getTime());
    await tx.query(
      'INSERT INTO retention.restriction (id, ground, reference, review_on, imposed_by) VALUES ($1, $2, $3, $4, $5)',
      [id, ground, reference, reviewOn ?? null, by],
    );
    return id;
  }

  async cover(tx: Transaction, restriction: Id, media: readonly Id[]): Promise<void> {
    await tx.query(
      'INSERT INTO retention.restriction_item (restriction_id, media_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING',
      [restriction, media],
    );
  }

  async systemCovered(tx: Transaction, restriction: Id): Promise<CoveredItem[]> {
    return tx.query(
      `SELECT m.id AS media, m.subject_id AS subject, m.class FROM retention.restriction_item x
         JOIN records.media m ON m.id = x.media_id WHERE x.restriction_id = $1 ORDER BY m.id`,
      [restriction],
    );
  }

  /** Restrictions that somebody imposed and nobody lifted, of each item; items without one are left out. */
  async systemRunning(tx: Transaction, media: readonly Id[]): Promise<Map<Id, RunningRestriction[]>> {
    const rows = await tx.query<RunningRestriction & { media: Id }>(
      `SELECT x.media_id AS media, r.ground, r.imposed_at AS since FROM retention.restriction_item x
         JOIN retention.restriction r ON r.id = x.restriction_id
        WHERE x.media_id = ANY($1::uuid[]) AND r.lifted_at IS NULL ORDER BY r.imposed_at`,
      [media],
    );
    const running = new Map<Id, RunningRestriction[]>();
    for (const { media: id, ...restriction } of rows) running.set(id, [...(running.get(id) ?? []), restriction]);
    return running;
  }

  async find(tx: Transaction, id: Id): Promise<Restriction | null> {
    const [row] = await tx.query<Restriction>(`SELECT ${columns} FROM retention.restriction r WHERE r.id = $1`, [id]);
    return row ?? null;
  }

  /** The same, held still for the rest of the transaction. */
  async hold(tx: Transaction, id: Id): Promise<Restriction | null> {
    await tx.query('SELECT 1 FROM retention.restriction WHERE id = $1 FOR UPDATE', [id]);
    return this.find(tx, id);
  }

  /** Newest first. */
  async list(
    tx: Transaction,
    { before, reference, limit }: { before?: Id; reference?: string; limit: number },
  ): Promise<Restriction[]> {
    return tx.query<Restriction>(
      `SELECT ${columns} FROM retention.restriction r
        WHERE ($1::uuid IS NULL OR r.id < $1) AND ($2::text IS NULL OR r.reference = $2) ORDER BY r.id DESC LIMIT $3`,
      [before ?? null, reference ?? null, limit],
    );
  }

  async lift(tx: Transaction, id: Id, { noticedOn, approval }: { noticedOn: string; approval: Id }): Promise<void> {
    await tx.query(
      'UPDATE retention.restriction SET lifted_at = now(), noticed_on = $2, lift_approval = $3 WHERE id = $1',
      [id, noticedOn, approval],
    );
  }
}
