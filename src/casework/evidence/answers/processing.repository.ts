import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../platform/database';
import type { ItemCount } from './records-of-processing';

/** What is kept, counted for the records of processing. */
@Injectable()
export class ProcessingRepository {
  async countItems(tx: Transaction): Promise<ItemCount[]> {
    return tx.query<ItemCount>(
      `SELECT purpose, class, legal_basis AS "legalBasis", jurisdiction, count(*)::int AS items,
              count(DISTINCT subject_id)::int AS subjects
         FROM records.media WHERE state <> 'destroyed' GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
    );
  }
}
