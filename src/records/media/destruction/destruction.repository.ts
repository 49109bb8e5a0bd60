import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { mediaStates, mediaTurns } from '../media';

/** What a destruction has to know of an item: names of keys and bytes, nothing personal. */
export interface DestructibleItem {
  readonly id: Id;
  readonly subjectId: Id;
  readonly class: string;
  readonly objectId: Id;
  readonly objectKey: string;
  /** Of the sealed object, hex. */
  readonly objectSha256: string;
  readonly dataKeyId: Id;
}

const columns = `id, subject_id AS "subjectId", class, object_id AS "objectId", object_key AS "objectKey",
  object_sha256 AS "objectSha256", data_key_id AS "dataKeyId"`;

/** States from which an item can be destroyed. */
const destructible = mediaStates.filter((state) => mediaTurns[state].destroy === 'destroyed');

/** The end of media items in SQL; all of it the system's. */
@Injectable()
export class DestructionRepository {
  /** Also of items that are destroyed, in the order of their ids. */
  async systemList(tx: Transaction, ids: readonly Id[]): Promise<DestructibleItem[]> {
    return tx.query(`SELECT ${columns} FROM records.media WHERE id = ANY($1::uuid[]) ORDER BY id`, [ids]);
  }

  /** Those of these items that can still be destroyed, held still until the transaction ends. */
  async systemHold(tx: Transaction, ids: readonly Id[]): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      'SELECT id FROM records.media WHERE id = ANY($1::uuid[]) AND state = ANY($2) ORDER BY id FOR UPDATE',
      [ids, destructible],
    );
    return rows.map(({ id }) => id);
  }

  async systemPageOfSubjects(
    tx: Transaction,
    subjectIds: readonly Id[],
    { after, limit }: { readonly after: Id | null; readonly limit: number },
  ): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      `SELECT id FROM records.media WHERE subject_id = ANY($1::uuid[]) AND state <> 'destroyed' AND state = ANY($2)
          AND ($3::uuid IS NULL OR id > $3) ORDER BY id LIMIT $4`,
      [subjectIds, destructible, after, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Items that are not destroyed become these people's. */
  async systemMove(tx: Transaction, targets: ReadonlyMap<Id, Id>): Promise<number> {
    const moved = await tx.query(
      `UPDATE records.media m SET subject_id = t.subject, version = m.version + 1
         FROM unnest($1::uuid[], $2::uuid[]) AS t(media, subject)
        WHERE m.id = t.media AND m.state <> 'destroyed' RETURNING m.id`,
      [[...targets.keys()], [...targets.values()]],
    );
    await tx.query(
      `DELETE FROM records.media_person p USING records.media m, records.subject s
        WHERE p.media_id = ANY($1::uuid[]) AND m.id = p.media_id AND s.id = p.subject_id
          AND m.subject_id IN (s.id, s.merged_into)`,
      [[...targets.keys()]],
    );
    return moved.length;
  }

  async systemForgetAppearances(tx: Transaction, subjects: readonly Id[]): Promise<void> {
    await tx.query('DELETE FROM records.media_person WHERE subject_id = ANY($1::uuid[])', [subjects]);
  }

  async systemNoteDestroyed(tx: Transaction, ids: readonly Id[], certificate: Id): Promise<number> {
    const noted = await tx.query(
      `UPDATE records.media SET state = 'destroyed', destroyed_at = now(), certificate_id = $2, version = version + 1
        WHERE id = ANY($1::uuid[]) AND state = ANY($3) RETURNING id`,
      [ids, certificate, destructible],
    );
    return noted.length;
  }

  /** Leaves the tombstone: what was sealed about the content goes, too. */
  async systemForget(tx: Transaction, ids: readonly Id[]): Promise<void> {
    await tx.query(
      `UPDATE records.media SET file_name = NULL, content_sha256 = NULL, bytes_gone_at = now(), version = version + 1
        WHERE id = ANY($1::uuid[]) AND state = 'destroyed' AND bytes_gone_at IS NULL`,
      [ids],
    );
    await tx.query('DELETE FROM records.media_person WHERE media_id = ANY($1::uuid[])', [ids]);
    await tx.query('DELETE FROM records.media_reservation WHERE media_id = ANY($1::uuid[])', [ids]);
  }

  async systemListOpenViews(tx: Transaction, mediaIds: readonly Id[]): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      'SELECT id FROM records.media_view WHERE media_id = ANY($1::uuid[]) AND closed_at IS NULL',
      [mediaIds],
    );
    return rows.map(({ id }) => id);
  }
}
