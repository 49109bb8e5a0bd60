import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';

/** Why and how long an item is kept, as its person is told (GDPR Art 15(1)(a), (d)). */
export interface ItemKeeping {
  readonly media: Id;
  readonly purpose: string | null;
  readonly legalBasis: string | null;
  readonly jurisdiction: string | null;
  /** When it goes at the latest; null where that day is not known yet. */
  readonly keptUntil: Date | null;
  readonly rows: readonly string[];
  readonly restricted: boolean;
  /** Named (CJEU C-154/21; DPDP Act s.11(1)(b)). Authorities to whom it was lawfully given are not (s.11(2)). */
  readonly recipients: readonly string[];
  /** Kinds of recipients, authorities among them; none of a disclosure that a law forbids to tell of. */
  readonly recipientCategories: readonly string[];
}

@Injectable()
export class ItemKeepingRepository {
  async systemList(tx: Transaction, media: readonly Id[]): Promise<Map<Id, ItemKeeping>> {
    const rows = await tx.query<ItemKeeping>(
      `SELECT m.id AS media, m.purpose, m.legal_basis AS "legalBasis", m.jurisdiction, i.must_delete_at AS "keptUntil",
              m.restricted_from <= now() IS TRUE AS restricted,
              ARRAY(SELECT c.row_id FROM retention.claim c WHERE c.media_id = m.id ORDER BY c.row_id) AS rows,
              ARRAY(SELECT r.name FROM records.disclosure d JOIN records.recipient r ON r.id = d.recipient_id
                WHERE d.media_id = m.id AND d.basis <> 'authority_request' AND NOT d.secret ORDER BY r.name) AS recipients,
              ARRAY(SELECT DISTINCT CASE d.basis WHEN 'authority_request' THEN 'authority' ELSE d.basis END
                FROM records.disclosure d WHERE d.media_id = m.id AND NOT d.secret ORDER BY 1) AS "recipientCategories"
         FROM records.media m LEFT JOIN retention.item i ON i.media_id = m.id WHERE m.id = ANY($1::uuid[])`,
      [media],
    );
    return new Map(rows.map((row) => [row.media, row]));
  }
}
