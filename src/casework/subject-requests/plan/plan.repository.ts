import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { ItemPlan } from './plan';

/** What is planned for the items of requests; a new plan takes the place of the old one. */
@Injectable()
export class PlanRepository {
  async save(tx: Transaction, request: Id, plan: readonly ItemPlan[]): Promise<void> {
    await tx.query('DELETE FROM requests.planned_item WHERE request_id = $1', [request]);
    await tx.query(
      `INSERT INTO requests.planned_item (request_id, media_id, decision, code, provision, because, until)
       SELECT $1, p.media, p.decision, p.code, p.provision, p.because, p.until
         FROM jsonb_to_recordset($2::jsonb) AS p (media uuid, decision text, code text, provision text, because text[],
           until timestamptz)`,
      [request, JSON.stringify(plan)],
    );
  }

  async list(tx: Transaction, request: Id): Promise<ItemPlan[]> {
    return tx.query<ItemPlan>(
      `SELECT media_id AS media, decision, code, provision, because, until
         FROM requests.planned_item WHERE request_id = $1 ORDER BY decision, media_id`,
      [request],
    );
  }
}
