import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { CopyNames, KeptObject, SealedCopy } from '../../../records/media';
import type { Scope } from '../../../trust/access';
import type { Survey } from '../bundle/claim';
import type { Artefact, ArtefactKind } from './artefact';

export type NewArtefact = Pick<
  Artefact,
  'kind' | 'format' | 'class' | 'operationId' | 'requestedBy' | 'request' | 'expiresAt'
> & { readonly names: CopyNames };

const columns = `a.id, a.kind, a.format, a.class, a.state, a.operation_id AS "operationId",
  a.requested_by AS "requestedBy", a.request, a.content, a.made_at AS "madeAt", a.made_at::text AS "madeAtText",
  a.ready_at AS "readyAt", a.expires_at AS "expiresAt", a.removed_at AS "removedAt", a.object_id AS "objectId",
  a.object_key AS "objectKey", a.data_key_id AS "dataKeyId", a.version_id AS "versionId", a.etag,
  a.object_size AS "objectSize", a.object_sha256 AS "objectSha256", a.length, a.entries`;

/** Artefacts in SQL. Every read takes a scope, save those named `system…`, which are for jobs and the log. */
@Injectable()
export class ArtefactRepository {
  async add(tx: Transaction, artefact: NewArtefact): Promise<void> {
    const { names, request } = artefact;
    await tx.query(
      `INSERT INTO evidence.artefact (id, kind, format, class, operation_id, requested_by, request, content, expires_at,
         object_id, object_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        ...[names.id, artefact.kind, artefact.format, artefact.class, artefact.operationId, artefact.requestedBy],
        ...[JSON.stringify(request), request.content, artefact.expiresAt, names.objectId, names.objectKey],
      ],
    );
  }

  /** Says that the copy is whole, and whom and what it holds. False where it was removed meanwhile. */
  async finish(tx: Transaction, copy: SealedCopy, { chosen, media, subjects }: Survey): Promise<boolean> {
    const { id, dataKeyId, versionId, etag, size, sha256, length } = copy;
    const finished = await tx.query(
      `UPDATE evidence.artefact SET state = 'ready', ready_at = now(), data_key_id = $2, version_id = $3, etag = $4,
              object_size = $5, object_sha256 = $6, length = $7, entries = $8
        WHERE id = $1 AND state = 'making' RETURNING id`,
      [id, dataKeyId, versionId, etag, size, sha256, length, chosen],
    );
    await tx.query(
      `INSERT INTO evidence.artefact_about (artefact_id, kind, ref)
       SELECT $1::uuid, 'media', unnest($2::uuid[]) UNION ALL SELECT $1::uuid, 'subject', unnest($3::uuid[])`,
      [id, media, subjects],
    );
    return finished.length > 0;
  }

  async find(tx: Transaction, kind: ArtefactKind, id: Id, scope: Scope): Promise<Artefact | null> {
    const parameters: unknown[] = [id, kind];
    const where = `a.id = $1 AND a.kind = $2 AND ${scope.sql('a', parameters)}`;
    const [row] = await tx.query<StoredArtefact>(
      `SELECT ${columns} FROM evidence.artefact a WHERE ${where}`,
      parameters,
    );
    return row === undefined ? null : toArtefact(row);
  }

  /** Newest first, one more than the limit where there are more. */
  async list(
    tx: Transaction,
    kind: ArtefactKind,
    page: { readonly limit: number; readonly before: { readonly madeAt: string; readonly id: Id } | null },
    scope: Scope,
  ): Promise<Artefact[]> {
    const parameters: unknown[] = [kind, page.before?.madeAt ?? null, page.before?.id ?? null, page.limit + 1];
    const rows = await tx.query<StoredArtefact>(
      `SELECT ${columns} FROM evidence.artefact a
        WHERE a.kind = $1 AND ($2::timestamptz IS NULL OR (a.made_at, a.id) < ($2::timestamptz, $3::uuid))
          AND ${scope.sql('a', parameters)} ORDER BY a.made_at DESC, a.id DESC LIMIT $4`,
      parameters,
    );
    return rows.map(toArtefact);
  }

  async give(
    tx: Transaction,
    { id, actorId, givenBy, until }: { id: Id; actorId: Id; givenBy: Id; until: Date },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO evidence.artefact_reader (artefact_id, actor_id, given_by, until) VALUES ($1, $2, $3, $4)
       ON CONFLICT (artefact_id, actor_id) DO UPDATE SET given_by = $3, given_at = now(), until = $4`,
      [id, actorId, givenBy, until],
    );
  }

  /** For the log: whether there is such an artefact at all. */
  async systemExists(tx: Transaction, id: Id): Promise<boolean> {
    return (await tx.query('SELECT 1 FROM evidence.artefact WHERE id = $1', [id])).length > 0;
  }

  async systemFind(tx: Transaction, id: Id): Promise<Artefact | null> {
    const [row] = await tx.query<StoredArtefact>(`SELECT ${columns} FROM evidence.artefact a WHERE a.id = $1`, [id]);
    return row === undefined ? null : toArtefact(row);
  }

  /** What broken-off attempts of one operation left behind. */
  async systemUnfinished(tx: Transaction, operationId: Id): Promise<Artefact[]> {
    const rows = await tx.query<StoredArtefact>(
      `SELECT ${columns} FROM evidence.artefact a WHERE a.operation_id = $1 AND a.state = 'making'`,
      [operationId],
    );
    return rows.map(toArtefact);
  }

  /** What has expired, and what nobody makes any more. */
  async systemDue(tx: Transaction, limit: number): Promise<Artefact[]> {
    const rows = await tx.query<StoredArtefact>(
      `SELECT ${columns} FROM evidence.artefact a
        WHERE a.state <> 'removed' AND (a.expires_at <= now() OR a.state = 'making' AND a.made_at < now() - interval '1 day')
        ORDER BY a.expires_at LIMIT $1`,
      [limit],
    );
    return rows.map(toArtefact);
  }

  /** Copies that hold this subject or this item: an erasure ends them too. */
  async systemHolding(tx: Transaction, kind: 'subject' | 'media', refs: readonly Id[]): Promise<Artefact[]> {
    const rows = await tx.query<StoredArtefact>(
      `SELECT ${columns} FROM evidence.artefact a WHERE a.state <> 'removed' AND EXISTS (
         SELECT 1 FROM evidence.artefact_about b WHERE b.kind = $1 AND b.ref = ANY($2::uuid[]) AND b.artefact_id = a.id)`,
      [kind, refs],
    );
    return rows.map(toArtefact);
  }

  /** Whether this call removed it. Which items it held stays, without whose they were: a breach asks what was taken out. */
  async systemRemove(tx: Transaction, id: Id): Promise<boolean> {
    const removed = await tx.query(
      `UPDATE evidence.artefact SET state = 'removed', removed_at = now(), ready_at = coalesce(ready_at, made_at)
        WHERE id = $1 AND state <> 'removed' RETURNING id`,
      [id],
    );
    await tx.query(`DELETE FROM evidence.artefact_about WHERE artefact_id = $1 AND kind = 'subject'`, [id]);
    return removed.length > 0;
  }

  /** Some of those that are there, picked by chance. */
  async systemPick(tx: Transaction, limit: number): Promise<Artefact[]> {
    const rows = await tx.query<StoredArtefact>(
      `SELECT ${columns} FROM evidence.artefact a WHERE a.state = 'ready' ORDER BY random() LIMIT $1`,
      [limit],
    );
    return rows.map(toArtefact);
  }

  /** What the store must hold for artefacts, in the order of the object ids. */
  async systemListKept(tx: Transaction, after: Id, limit: number): Promise<KeptObject[]> {
    const rows = await tx.query<Omit<KeptObject, 'size'> & { size: string }>(
      `SELECT 'artefact' AS what, id, object_id AS "objectId", object_key AS key, version_id AS "versionId",
              object_size AS size, object_sha256 AS sha256, data_key_id AS "dataKeyId", false AS "hasPayloadKey",
              ready_at AS since
         FROM evidence.artefact WHERE state = 'ready' AND object_id > $1 ORDER BY object_id LIMIT $2`,
      [after, limit],
    );
    return rows.map((row) => ({ ...row, size: Number(row.size) }));
  }

  /** Which of these data keys some artefact still needs. One in the making has no data key in its row: it is young. */
  async systemReferencedKeys(tx: Transaction, dataKeyIds: readonly Id[]): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      `SELECT data_key_id AS id FROM evidence.artefact WHERE data_key_id = ANY($1::uuid[]) AND state <> 'removed'`,
      [dataKeyIds],
    );
    return rows.map(({ id }) => id);
  }
}

interface StoredArtefact extends Omit<Artefact, 'copy' | 'length' | 'entries'> {
  readonly dataKeyId: Id | null;
  readonly versionId: string | null;
  readonly etag: string | null;
  readonly objectSize: string | null;
  readonly objectSha256: string | null;
  readonly length: string | null;
  readonly entries: string | null;
}

function toArtefact(stored: StoredArtefact): Artefact {
  const { dataKeyId, versionId, etag, objectSize, objectSha256, ...row } = stored;
  const length = stored.length === null ? null : Number(stored.length);
  const entries = stored.entries === null ? null : Number(stored.entries);
  if (row.state !== 'ready' || dataKeyId === null || etag === null || objectSha256 === null || length === null)
    return { ...row, length, entries, copy: null };
  const { id, objectId, objectKey } = row;
  const object = { objectKey, versionId, etag, size: Number(objectSize), sha256: objectSha256, length };
  return { ...row, length, entries, copy: { id, objectId, dataKeyId, ...object } };
}
