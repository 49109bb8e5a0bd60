import { Injectable } from '@nestjs/common';
import { type Id, systemContext } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { Outbox } from '../../../platform/jobs';
import { CutRestricted } from '../upkeep/cut-restricted.job';

const system = systemContext('media');

/** From when on an item is kept and not used; null where it is not restricted. */
export interface RestrictedItem {
  readonly media: Id;
  readonly from: Date | null;
}

/**
 * Marks items as restricted (GDPR Art 4(3), 18). Why, and until when, is decided above; here it is enforced: no view is
 * written, no range begins and what runs is cut, save for the purposes that a restriction leaves.
 */
@Injectable()
export class MediaRestriction {
  constructor(private readonly outbox: Outbox) {}

  async note(tx: Transaction, items: readonly RestrictedItem[]): Promise<void> {
    const changed = await tx.query<{ cut: boolean }>(
      `UPDATE records.media m SET restricted_from = n.from
         FROM jsonb_to_recordset($1::jsonb) AS n(media uuid, "from" timestamptz)
        WHERE m.id = n.media AND m.restricted_from IS DISTINCT FROM n.from
       RETURNING m.restricted_from <= now() AS cut`,
      [JSON.stringify(items)],
    );
    if (changed.some(({ cut }) => cut)) await this.outbox.order(tx, system, { name: CutRestricted.jobName, body: {} });
  }
}
