import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';

/** A plan of destruction under a request: its certificate once it has come to its end. */
export interface RequestDestruction {
  readonly plan: Id;
  /** Whether it took what had to wait. */
  readonly later: boolean;
  readonly startedAt: Date;
  readonly certificate: Id | null;
  readonly certifiedAt: Date | null;
}

/** What was destroyed under requests, and what is to go later. */
@Injectable()
export class ExecutionRepository {
  async add(tx: Transaction, request: Id, { plan, later }: { plan: Id; later: boolean }): Promise<void> {
    await tx.query('INSERT INTO requests.destruction (plan_id, request_id, later) VALUES ($1, $2, $3)', [
      ...[plan, request, later],
    ]);
  }

  /** Some of the items that a plan took. */
  async noteTaken(tx: Transaction, request: Id, { plan, taken }: { plan: Id; taken: readonly Id[] }): Promise<void> {
    await tx.query(
      'UPDATE requests.planned_item SET destruction_id = $2 WHERE request_id = $1 AND media_id = ANY($3::uuid[])',
      [request, plan, taken],
    );
  }

  async list(tx: Transaction, request: Id): Promise<RequestDestruction[]> {
    return tx.query<RequestDestruction>(
      `SELECT plan_id AS plan, later, started_at AS "startedAt", certificate_id AS certificate, certified_at AS "certifiedAt"
         FROM requests.destruction WHERE request_id = $1 ORDER BY started_at, plan_id`,
      [request],
    );
  }

  /** Whether this call was the one that noted it: news may come twice. */
  async systemCertify(tx: Transaction, plan: Id, certificate: Id): Promise<boolean> {
    const noted = await tx.query(
      `UPDATE requests.destruction SET certificate_id = $2, certified_at = now()
        WHERE plan_id = $1 AND certificate_id IS NULL RETURNING plan_id`,
      [plan, certificate],
    );
    return noted.length > 0;
  }

  /** Requests that were carried out and have items that nothing keeps any more. */
  async systemListDue(tx: Transaction, limit: number): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(`SELECT DISTINCT p.request_id AS id ${dueItems} LIMIT $1`, [limit]);
    return rows.map(({ id }) => id);
  }

  async systemDueItems(tx: Transaction, request: Id): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      `SELECT p.media_id AS id ${dueItems} AND p.request_id = $1 ORDER BY p.media_id`,
      [request],
    );
    return rows.map(({ id }) => id);
  }
}

/**
 * What stays for now goes by itself once nothing keeps it any more (GDPR Art 17(3); DPDP Rules r.8(3)). A hold that covers an
 * item, or did until its cool-down is over, keeps it from being due.
 */
const dueItems = `FROM requests.planned_item p
  JOIN requests.request r ON r.id = p.request_id AND r.carried_out_at IS NOT NULL
  JOIN retention.item i ON i.media_id = p.media_id AND i.deletable_at <= now()
 WHERE p.destruction_id IS NULL AND p.decision IN ('keep_by_law', 'defer_to_floor', 'held', 'correct_keep_old')
   AND i.state IN ('quarantined', 'active', 'restricted', 'disposition_due')
   AND NOT EXISTS (SELECT 1 FROM retention.hold_item h WHERE h.media_id = p.media_id
     AND (h.free_from IS NULL OR h.free_from > now()))`;
