import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { MediaState } from '../media';

/** Somebody who is to be seen on an item besides the person whose item it is. */
export interface FurtherPerson {
  readonly subject: Id;
  readonly statedBy: Id;
  readonly statedAt: Date;
}

/** An item that shows what another one shows with everybody but its own person masked. */
export interface MaskedCopy {
  readonly media: Id;
  readonly source: Id;
  readonly subject: Id;
  readonly state: MediaState;
}

/** Who else is to be seen on items, and their masked copies, in SQL. Who may see it is decided by whoever reaches the item. */
@Injectable()
export class MediaPeopleRepository {
  /** Holds the item still: nobody destroys, moves or states anything about it until the transaction ends. */
  async systemHold(tx: Transaction, media: Id): Promise<{ subject: Id; state: MediaState } | null> {
    const [row] = await tx.query<{ subject: Id; state: MediaState }>(
      'SELECT subject_id AS subject, state FROM records.media WHERE id = $1 FOR UPDATE',
      [media],
    );
    return row ?? null;
  }

  async systemList(tx: Transaction, media: Id): Promise<FurtherPerson[]> {
    return tx.query<FurtherPerson>(
      `SELECT subject_id AS subject, stated_by AS "statedBy", stated_at AS "statedAt" FROM records.media_person
        WHERE media_id = $1 ORDER BY stated_at, subject_id`,
      [media],
    );
  }

  /** False where it was stated already. */
  async state(tx: Transaction, { media, subject, by }: { media: Id; subject: Id; by: Id }): Promise<boolean> {
    const stated = await tx.query(
      `INSERT INTO records.media_person (media_id, subject_id, stated_by) VALUES ($1, $2, $3)
       ON CONFLICT DO NOTHING RETURNING media_id`,
      [media, subject, by],
    );
    return stated.length > 0;
  }

  async withdraw(tx: Transaction, media: Id, subject: Id): Promise<boolean> {
    const withdrawn = await tx.query(
      'DELETE FROM records.media_person WHERE media_id = $1 AND subject_id = $2 RETURNING media_id',
      [media, subject],
    );
    return withdrawn.length > 0;
  }

  /** Of which items these are copies, and copies of which they are the source. */
  async systemListCopies(tx: Transaction, media: readonly Id[]): Promise<MaskedCopy[]> {
    return tx.query<MaskedCopy>(
      `SELECT c.media_id AS media, c.source_id AS source, m.subject_id AS subject, m.state
         FROM records.masked_copy c JOIN records.media m ON m.id = c.media_id
        WHERE c.source_id = ANY($1::uuid[]) OR c.media_id = ANY($1::uuid[]) ORDER BY c.stated_at, c.media_id`,
      [media],
    );
  }

  /** False where the copy is stated as one of something already. */
  async addCopy(tx: Transaction, { media, source, by }: { media: Id; source: Id; by: Id }): Promise<boolean> {
    const added = await tx.query(
      `INSERT INTO records.masked_copy (media_id, source_id, stated_by) VALUES ($1, $2, $3)
       ON CONFLICT DO NOTHING RETURNING media_id`,
      [media, source, by],
    );
    return added.length > 0;
  }

  /** Other people's living items on which these people are to be seen, but what nobody may be told of. */
  async systemListAppearances(tx: Transaction, subjects: readonly Id[]): Promise<{ media: Id; class: string }[]> {
    return tx.query(
      `SELECT DISTINCT m.id AS media, m.class FROM records.media_person p JOIN records.media m ON m.id = p.media_id
        WHERE p.subject_id = ANY($1::uuid[]) AND m.state <> 'destroyed' AND m.disclosure = 'normal' AND m.subject_id <> ALL($1::uuid[]) ORDER BY m.id`,
      [subjects],
    );
  }

  /** Those of these items on which somebody who lives is to be seen besides their own person. */
  async systemListShared(tx: Transaction, media: readonly Id[]): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      `SELECT DISTINCT m.id FROM records.media m JOIN records.subject o ON o.id = m.subject_id
         JOIN records.media_person p ON p.media_id = m.id
         JOIN records.subject s ON s.id = p.subject_id AND s.ended_at IS NULL
        WHERE m.id = ANY($1::uuid[]) AND coalesce(s.merged_into, s.id) <> coalesce(o.merged_into, o.id)`,
      [media],
    );
    return rows.map(({ id }) => id);
  }
}
