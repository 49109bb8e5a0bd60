import { Injectable } from '@nestjs/common';
import { type Id, newId } from '../../kernel';
import type { Transaction } from '../../platform/database';
import type { Disclosure, DisclosedCount, Recipient } from './recipient';

/** An item that is there, with whom it is about. */
export interface DisclosedItem {
  readonly media: Id;
  readonly subject: Id;
  readonly class: string;
}

/** Recipients and what they got, in SQL. Who may see it is decided by the route. */
@Injectable()
export class RecipientRepository {
  /** One row for each organisation; its newest contact counts. */
  async add(tx: Transaction, { name, contact }: Omit<Recipient, 'id'>, by: Id): Promise<Recipient> {
    const [row] = await tx.query<Recipient>(
      `INSERT INTO records.recipient (id, name, contact, added_by) VALUES ($1, $2, $3, $4)
       ON CONFLICT (name) DO UPDATE SET contact = excluded.contact RETURNING id, name, contact`,
      [newId(), name, contact, by],
    );
    if (row === undefined) throw new Error('the recipient was not written');
    return row;
  }

  async list(tx: Transaction): Promise<Recipient[]> {
    return tx.query<Recipient>('SELECT id, name, contact FROM records.recipient ORDER BY name LIMIT 1000');
  }

  async find(tx: Transaction, id: Id): Promise<Recipient | null> {
    const [row] = await tx.query<Recipient>('SELECT id, name, contact FROM records.recipient WHERE id = $1', [id]);
    return row ?? null;
  }

  async systemItems(tx: Transaction, media: readonly Id[]): Promise<DisclosedItem[]> {
    return tx.query(
      'SELECT id AS media, subject_id AS subject, class FROM records.media WHERE id = ANY($1::uuid[]) ORDER BY id',
      [media],
    );
  }

  /** Notes what was given, and that it was processed for the business (regulation D8: floors are counted from there). */
  async disclose(
    tx: Transaction,
    media: readonly Id[],
    { recipient, basis, disclosedAt, secret = false }: Disclosure,
    by: Id,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO records.disclosure (recipient_id, media_id, basis, disclosed_at, secret, recorded_by)
       SELECT $1, unnest($2::uuid[]), $3, coalesce($4, now()), $5, $6 ON CONFLICT (media_id, recipient_id) DO NOTHING`,
      [recipient, media, basis, disclosedAt, secret, by],
    );
    await tx.query(
      `UPDATE records.media SET processed_at = greatest(processed_at, coalesce($2, now()))
        WHERE id = ANY($1::uuid[]) AND state <> 'destroyed'`,
      [media, disclosedAt],
    );
  }

  /** To whom how many items were given, on which basis; what nobody may be told of is left out. */
  async countDisclosed(tx: Transaction): Promise<DisclosedCount[]> {
    return tx.query<DisclosedCount>(
      `SELECT r.name, d.basis, count(*)::int AS items, max(d.disclosed_at) AS newest,
              ARRAY(SELECT DISTINCT unnest(array_agg(m.purpose))) AS purposes
         FROM records.disclosure d JOIN records.recipient r ON r.id = d.recipient_id JOIN records.media m ON m.id = d.media_id
        WHERE NOT d.secret GROUP BY 1, 2 ORDER BY 1, 2 LIMIT 1000`,
    );
  }
}
