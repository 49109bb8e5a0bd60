import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { ItemPlan, PlanSaid } from './plan';

/** A planned item with what people recognise it by. */
export interface PlannedItem extends ItemPlan {
  readonly class: string | null;
  readonly receivedAt: Date | null;
  readonly ticket: { readonly system: string; readonly id: string } | null;
  /** The item that was taken in for it, where it is wrong. */
  readonly replacedBy: Id | null;
  /** The plan of destruction that took it; null while it is there. */
  readonly destruction: Id | null;
}

/** What is planned for the items of requests; a new plan takes the place of the old one. */
@Injectable()
export class PlanRepository {
  /** What was destroyed under an earlier plan stays noted. */
  async save(tx: Transaction, request: Id, plan: readonly ItemPlan[], said: PlanSaid): Promise<void> {
    await tx.query('DELETE FROM requests.planned_item WHERE request_id = $1 AND destruction_id IS NULL', [request]);
    await tx.query(
      `INSERT INTO requests.planned_item (request_id, media_id, decision, code, provision, because, until)
       SELECT $1, p.media, p.decision, p.code, p.provision, p.because, p.until
         FROM jsonb_to_recordset($2::jsonb) AS p (media uuid, decision text, code text, provision text, because text[],
           until timestamptz)`,
      [request, JSON.stringify(plan)],
    );
    await tx.query('UPDATE requests.request SET plan_said = $2 WHERE id = $1', [request, JSON.stringify(said)]);
  }

  async list(tx: Transaction, request: Id): Promise<PlannedItem[]> {
    return tx.query<PlannedItem>(
      `SELECT p.media_id AS media, p.decision, p.code, p.provision, p.because, p.until, p.destruction_id AS destruction,
              (SELECT c->>'replacedBy' FROM requests.request r, jsonb_array_elements(r.plan_said->'corrections') c
                WHERE r.id = p.request_id AND c->>'media' = p.media_id::text) AS "replacedBy",
              m.class, m.received_at AS "receivedAt",
              CASE WHEN t.id IS NOT NULL THEN jsonb_build_object('system', t.system, 'id', t.external_id) END AS ticket
         FROM requests.planned_item p
         LEFT JOIN records.media m ON m.id = p.media_id LEFT JOIN records.ticket t ON t.id = m.ticket_id
        WHERE p.request_id = $1 ORDER BY p.decision, p.media_id`,
      [request],
    );
  }

  async findSaid(tx: Transaction, request: Id): Promise<PlanSaid | null> {
    const [row] = await tx.query<{ said: PlanSaid | null }>(
      'SELECT plan_said AS said FROM requests.request WHERE id = $1',
      [request],
    );
    return row?.said ?? null;
  }
}
