import { Injectable } from '@nestjs/common';
import type { Id } from '../../kernel';
import type { Transaction } from '../../platform/database';

export interface EpochKeyRow {
  readonly epoch: number;
  readonly id: Id;
  readonly wrapped: Buffer;
}

export interface MonthKeyRow {
  readonly id: Id;
  /** Its first day, `2026-11-01`. */
  readonly month: string;
  readonly epoch: number;
  readonly wrapped: Buffer;
}

export interface SubjectKeyRow {
  readonly subjectId: Id;
  readonly id: Id;
  readonly version: number;
  readonly epoch: number;
  readonly wrapped: Buffer;
}

/** A data or payload key; its owner is the object or the media item (or subject). */
export interface OwnedKeyRow {
  readonly id: Id;
  readonly ownerId: Id;
  readonly subjectId: Id;
  readonly wrapped: Buffer;
}

/** The same with the subject key that wraps it: read together, in one trip. */
export interface HeldKeyRow extends OwnedKeyRow {
  readonly subject: SubjectKeyRow;
}

type StoredHeldKey = OwnedKeyRow & Omit<SubjectKeyRow, 'id' | 'wrapped'> & { subjectKeyId: Id; subjectWrapped: Buffer };

/** The two tables below a subject key, and what each calls its owner. */
export const ownedKeys = {
  data: { table: 'keystore.data_key', owner: 'object_id' },
  payload: { table: 'keystore.payload_key', owner: 'owner_id' },
} as const;
export type OwnedKind = keyof typeof ownedKeys;

const subjectColumns = 'subject_id AS "subjectId", id, version, epoch, wrapped';
const ownedColumns = (kind: OwnedKind): string =>
  `id, ${ownedKeys[kind].owner} AS "ownerId", subject_id AS "subjectId", wrapped`;

/** The rows of the keystore. Nothing here can be opened without the provider's roots. */
@Injectable()
export class KeystoreRepository {
  async listEpochs(tx: Transaction): Promise<EpochKeyRow[]> {
    return tx.query('SELECT epoch, id, wrapped FROM keystore.epoch_key ORDER BY epoch');
  }

  async findEpoch(tx: Transaction, epoch: number): Promise<EpochKeyRow | undefined> {
    return first(tx.query('SELECT epoch, id, wrapped FROM keystore.epoch_key WHERE epoch = $1', [epoch]));
  }

  async findNewestEpoch(tx: Transaction): Promise<EpochKeyRow | undefined> {
    return first(tx.query('SELECT epoch, id, wrapped FROM keystore.epoch_key ORDER BY epoch DESC LIMIT 1'));
  }

  /** Whether this call added it; another process may have been first. */
  async addEpoch(tx: Transaction, row: EpochKeyRow, provider: string): Promise<boolean> {
    return inserted(tx, 'keystore.epoch_key (epoch, id, provider, wrapped)', [
      row.epoch,
      row.id,
      provider,
      row.wrapped,
    ]);
  }

  async findMonth(tx: Transaction, month: string): Promise<MonthKeyRow | undefined> {
    return first(tx.query('SELECT id, month::text, epoch, wrapped FROM keystore.month_key WHERE month = $1', [month]));
  }

  /** Oldest first; `from` and `to` are days. */
  async listMonths(tx: Transaction, from: string | null, to: string | null): Promise<MonthKeyRow[]> {
    return tx.query(
      `SELECT id, month::text, epoch, wrapped FROM keystore.month_key
        WHERE ($1::date IS NULL OR month >= date_trunc('month', $1::date)) AND ($2::date IS NULL OR month <= $2::date)
        ORDER BY month`,
      [from, to],
    );
  }

  async findMonthKey(tx: Transaction, id: Id): Promise<MonthKeyRow | undefined> {
    return first(tx.query('SELECT id, month::text, epoch, wrapped FROM keystore.month_key WHERE id = $1', [id]));
  }

  async addMonth(tx: Transaction, row: MonthKeyRow): Promise<boolean> {
    const columns = 'keystore.month_key (id, month, epoch, wrapped)';
    return inserted(tx, columns, [row.id, row.month, row.epoch, row.wrapped]);
  }

  /** Keeps the subject's key as it is until this transaction ends (`SHARE`), or keeps everybody else away (`UPDATE`). */
  async lockSubject(tx: Transaction, subjectId: Id, mode: 'SHARE' | 'UPDATE'): Promise<SubjectKeyRow | undefined> {
    const sql = `SELECT ${subjectColumns} FROM keystore.subject_key WHERE subject_id = $1 FOR ${mode}`;
    return first(tx.query(sql, [subjectId]));
  }

  async listSubjectKeyIds(tx: Transaction, subjectIds: readonly Id[]): Promise<Id[]> {
    const sql = `SELECT id FROM keystore.subject_key WHERE subject_id = ANY($1::uuid[])
      UNION SELECT id FROM keystore.ended_key WHERE subject_id = ANY($1::uuid[])`;
    return (await tx.query<{ id: Id }>(sql, [subjectIds])).map(({ id }) => id);
  }

  async listKeysAbove(tx: Transaction, dataKeyIds: readonly Id[]): Promise<Id[]> {
    const sql = `SELECT s.id FROM keystore.data_key k JOIN keystore.subject_key s ON s.subject_id = k.subject_id WHERE k.id = ANY($1::uuid[])
      UNION SELECT under FROM keystore.ended_key WHERE id = ANY($1::uuid[]) AND under IS NOT NULL`;
    return (await tx.query<{ id: Id }>(sql, [dataKeyIds])).map(({ id }) => id);
  }

  async listSubjectsOf(tx: Transaction, keyIds: readonly Id[]): Promise<Id[]> {
    const sql = 'SELECT subject_id AS id FROM keystore.subject_key WHERE id = ANY($1::uuid[]) ORDER BY subject_id';
    return (await tx.query<{ id: Id }>(sql, [keyIds])).map(({ id }) => id);
  }

  /** Keeps the subjects' keys above these data keys as they are until this transaction ends. */
  async holdSubjectsOf(tx: Transaction, dataKeyIds: readonly Id[]): Promise<void> {
    await tx.query(
      `SELECT 1 FROM keystore.subject_key WHERE subject_id IN
         (SELECT subject_id FROM keystore.data_key WHERE id = ANY($1::uuid[])) ORDER BY subject_id FOR SHARE`,
      [dataKeyIds],
    );
  }

  /** The same for a subject's own key, too. The rows of the keys themselves are this transaction's alone. */
  async holdForMove(tx: Transaction, to: Id, keys: Readonly<Record<OwnedKind, readonly Id[]>>): Promise<void> {
    await tx.query(
      `SELECT 1 FROM keystore.subject_key WHERE subject_id = $1 OR subject_id IN
         (SELECT subject_id FROM keystore.data_key WHERE id = ANY($2::uuid[])) ORDER BY subject_id FOR SHARE`,
      [to, keys.data],
    );
    await tx.query('SELECT 1 FROM keystore.data_key WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [keys.data]);
    await tx.query('SELECT 1 FROM keystore.payload_key WHERE owner_id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [
      keys.payload,
    ]);
  }

  async addSubject(tx: Transaction, row: SubjectKeyRow): Promise<boolean> {
    const columns = 'keystore.subject_key (subject_id, id, version, epoch, wrapped)';
    return inserted(tx, columns, [row.subjectId, row.id, row.version, row.epoch, row.wrapped]);
  }

  /** Puts the new key where the old one was: the old wrapped bytes are gone with the commit. Only a row that exists is changed. */
  async replaceSubject(tx: Transaction, old: SubjectKeyRow, row: SubjectKeyRow): Promise<number> {
    return changed(
      tx,
      `UPDATE keystore.subject_key SET id = $3, version = $4, epoch = $5, wrapped = $6, created_at = now(), wrapped_at = now()
        WHERE subject_id = $1 AND id = $2`,
      [old.subjectId, old.id, row.id, row.version, row.epoch, row.wrapped],
    );
  }

  async removeSubject(tx: Transaction, row: SubjectKeyRow): Promise<number> {
    return changed(tx, 'DELETE FROM keystore.subject_key WHERE subject_id = $1 AND id = $2', [row.subjectId, row.id]);
  }

  async addDataKey(tx: Transaction, row: OwnedKeyRow, mediaId: Id): Promise<boolean> {
    const columns = 'keystore.data_key (id, object_id, media_id, subject_id, wrapped)';
    return inserted(tx, columns, [row.id, row.ownerId, mediaId, row.subjectId, row.wrapped]);
  }

  async addPayloadKey(tx: Transaction, row: OwnedKeyRow): Promise<boolean> {
    const columns = 'keystore.payload_key (id, owner_id, subject_id, wrapped)';
    return inserted(tx, columns, [row.id, row.ownerId, row.subjectId, row.wrapped]);
  }

  /** The keys with these ids or of these owners, as far as their subjects' keys still live. */
  async listHeld(
    tx: Transaction,
    kind: OwnedKind,
    { by, ids }: { by: 'id' | 'owner'; ids: readonly Id[] },
  ): Promise<HeldKeyRow[]> {
    const { table, owner } = ownedKeys[kind];
    const rows = await tx.query<StoredHeldKey>(
      `SELECT k.id, k.${owner} AS "ownerId", k.subject_id AS "subjectId", k.wrapped, s.id AS "subjectKeyId", s.version,
              s.epoch, s.wrapped AS "subjectWrapped"
         FROM ${table} k JOIN keystore.subject_key s ON s.subject_id = k.subject_id
        WHERE k.${by === 'id' ? 'id' : owner} = ANY($1::uuid[])`,
      [ids],
    );
    return rows.map(toHeld);
  }

  /** The ids that come next from `from` on, and the first ones: with a random id, picked by chance. */
  async pickIds(tx: Transaction, kind: OwnedKind, from: Id, count: number): Promise<Id[]> {
    const { table } = ownedKeys[kind];
    const rows = await tx.query<{ id: Id }>(
      `(SELECT id FROM ${table} WHERE id >= $1 ORDER BY id LIMIT $2) UNION (SELECT id FROM ${table} ORDER BY id LIMIT $2)`,
      [from, count],
    );
    return rows.map(({ id }) => id);
  }

  async listPayloadKeys(tx: Transaction, ownerIds: readonly Id[]): Promise<OwnedKeyRow[]> {
    return tx.query(`SELECT ${ownedColumns('payload')} FROM keystore.payload_key WHERE owner_id = ANY($1::uuid[])`, [
      ownerIds,
    ]);
  }

  /** A subject's keys in the order of their ids, `limit` at a time. */
  async pageOwned(
    tx: Transaction,
    kind: OwnedKind,
    subjectId: Id,
    after: Id | null,
    limit: number,
  ): Promise<OwnedKeyRow[]> {
    const sql = `SELECT ${ownedColumns(kind)} FROM ${ownedKeys[kind].table}
                  WHERE subject_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`;
    return tx.query(sql, [subjectId, after, limit]);
  }

  /** Puts rows under another subject key (of the same or another subject); says how many there were to change. */
  async rewrapOwned(tx: Transaction, kind: OwnedKind, from: Id, rows: readonly OwnedKeyRow[]): Promise<number> {
    return changed(
      tx,
      `UPDATE ${ownedKeys[kind].table} AS k SET wrapped = n.wrapped, subject_id = n.subject_id
         FROM unnest($2::uuid[], $3::bytea[], $4::uuid[]) AS n(id, wrapped, subject_id)
        WHERE k.id = n.id AND k.subject_id = $1`,
      [from, rows.map((row) => row.id), rows.map((row) => row.wrapped), rows.map((row) => row.subjectId)],
    );
  }

  async removeOwned(
    tx: Transaction,
    kind: OwnedKind,
    subjectId: Id,
    column: 'id' | 'owner_id',
    ids: readonly Id[],
  ): Promise<number> {
    const sql = `DELETE FROM ${ownedKeys[kind].table} WHERE subject_id = $1 AND ${column} = ANY($2::uuid[])`;
    return changed(tx, sql, [subjectId, ids]);
  }

  /** Keys of a subject that has no key any more, `limit` at a time. */
  async removeEnded(tx: Transaction, kind: OwnedKind, subjectId: Id, limit: number): Promise<number> {
    const { table } = ownedKeys[kind];
    return changed(
      tx,
      `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE subject_id = $1 LIMIT $2)
          AND NOT EXISTS (SELECT FROM keystore.subject_key WHERE subject_id = $1)`,
      [subjectId, limit],
    );
  }

  /** How many of a subject's keys are wrapped under another key than the one named. */
  async countOutside(tx: Transaction, kind: OwnedKind, subjectId: Id, wrappingKey: Buffer): Promise<number> {
    const sql = `SELECT count(*)::int AS n FROM ${ownedKeys[kind].table} WHERE subject_id = $1 AND substr(wrapped, 3, 16) <> $2`;
    return (await first(tx.query<{ n: number }>(sql, [subjectId, wrappingKey])))?.n ?? 0;
  }

  /** Data keys older than `hours` in the order of their ids, `limit` at a time. */
  async pageOldDataKeys(tx: Transaction, hours: number, after: Id | null, limit: number): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      `SELECT id FROM keystore.data_key WHERE created_at < now() - make_interval(hours => $1)
          AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
      [hours, after, limit],
    );
    return rows.map(({ id }) => id);
  }

  async removePayloadKeys(tx: Transaction, ownerIds: readonly Id[]): Promise<number> {
    return changed(tx, 'DELETE FROM keystore.payload_key WHERE owner_id = ANY($1::uuid[])', [ownerIds]);
  }

  async removeDataKeys(tx: Transaction, ids: readonly Id[]): Promise<number> {
    return changed(tx, 'DELETE FROM keystore.data_key WHERE id = ANY($1::uuid[])', [ids]);
  }
}

function toHeld({ subjectKeyId, subjectWrapped, version, epoch, ...row }: StoredHeldKey): HeldKeyRow {
  const { subjectId } = row;
  return { ...row, subject: { subjectId, id: subjectKeyId, version, epoch, wrapped: subjectWrapped } };
}

async function first<Row>(rows: Promise<Row[]>): Promise<Row | undefined> {
  return (await rows)[0];
}

/** An INSERT that leaves an existing row alone, and says whether it was the one that wrote. */
async function inserted(tx: Transaction, columns: string, values: readonly unknown[]): Promise<boolean> {
  const places = values.map((_, index) => `$${index + 1}`).join(', ');
  const sql = `INSERT INTO ${columns} VALUES (${places}) ON CONFLICT DO NOTHING RETURNING true AS done`;
  return (await tx.query(sql, [...values])).length === 1;
}

async function changed(tx: Transaction, statement: string, parameters: readonly unknown[]): Promise<number> {
  const sql = `WITH touched AS (${statement} RETURNING 1) SELECT count(*)::int AS n FROM touched`;
  return (await first(tx.query<{ n: number }>(sql, [...parameters])))?.n ?? 0;
}
