import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { CopyNames, KeptObject, SealedCopy } from '../../../records/media';
import { type AccessPackage, mostFailures } from './package';

export interface NewPackage extends Pick<AccessPackage, 'request' | 'operation' | 'requestedBy' | 'expiresAt'> {
  readonly names: CopyNames;
  readonly media: readonly Id[];
  readonly subjects: readonly Id[];
}

const columns = `p.id, p.request_id AS request, p.state, p.operation_id AS operation, p.requested_by AS "requestedBy", p.items,
  p.made_at AS "madeAt", p.ready_at AS "readyAt", p.expires_at AS "expiresAt", p.removed_at AS "removedAt",
  p.code_until AS "codeUntil", p.collected_at AS "collectedAt", p.object_id AS "objectId", p.object_key AS "objectKey",
  p.data_key_id AS "dataKeyId", p.version_id AS "versionId", p.etag, p.object_size AS "objectSize",
  p.object_sha256 AS "objectSha256", p.length`;

/** Copies for persons, in SQL. Who may see them is decided by the route. */
@Injectable()
export class PackageRepository {
  /** Whom and what it holds is written first: an erasure that comes while it is made ends it, too. */
  async add(tx: Transaction, { names, media, subjects, ...made }: NewPackage): Promise<void> {
    await tx.query(
      `INSERT INTO requests.package (id, request_id, operation_id, requested_by, items, expires_at, object_id, object_key)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        ...[names.id, made.request, made.operation, made.requestedBy, media.length, made.expiresAt],
        ...[names.objectId, names.objectKey],
      ],
    );
    await tx.query(
      `INSERT INTO requests.package_about (package_id, kind, ref)
       SELECT $1::uuid, 'media', unnest($2::uuid[]) UNION ALL SELECT $1::uuid, 'subject', unnest($3::uuid[])`,
      [names.id, media, subjects],
    );
  }

  /** False where it was removed meanwhile. */
  async finish(tx: Transaction, copy: SealedCopy): Promise<boolean> {
    const finished = await tx.query(
      `UPDATE requests.package SET state = 'ready', ready_at = now(), data_key_id = $2, version_id = $3, etag = $4,
              object_size = $5, object_sha256 = $6, length = $7
        WHERE id = $1 AND state = 'making' RETURNING id`,
      [copy.id, copy.dataKeyId, copy.versionId, copy.etag, copy.size, copy.sha256, copy.length],
    );
    return finished.length > 0;
  }

  async list(tx: Transaction, request: Id): Promise<AccessPackage[]> {
    const rows = await tx.query<StoredPackage>(
      `SELECT ${columns} FROM requests.package p WHERE p.request_id = $1 ORDER BY p.made_at DESC LIMIT 100`,
      [request],
    );
    return rows.map(toPackage);
  }

  /** A new code; the one before is void. False where there is nothing to collect. */
  async giveCode(
    tx: Transaction,
    { request, id, sha256, days }: { request: Id; id: Id; sha256: Buffer; days: number },
  ): Promise<Date | null> {
    const [row] = await tx.query<{ until: Date }>(
      `UPDATE requests.package SET code_sha256 = $3, code_failures = 0, collected_at = NULL,
              code_until = least(expires_at, now() + make_interval(days => $4))
        WHERE id = $2 AND request_id = $1 AND state = 'ready' AND expires_at > now() RETURNING code_until AS until`,
      [request, id, sha256, days],
    );
    return row?.until ?? null;
  }

  /** Takes the code in: the first who shows it has the copy, nobody after. Null for any other code, which is counted. */
  async systemCollect(tx: Transaction, id: Id, sha256: Buffer): Promise<AccessPackage | null> {
    const [row] = await tx.query<StoredPackage>(
      `UPDATE requests.package p SET collected_at = now(), code_sha256 = NULL, code_until = NULL
        WHERE p.id = $1 AND p.state = 'ready' AND p.code_sha256 = $2 AND p.code_until > now() AND p.expires_at > now()
          AND p.code_failures < $3 RETURNING ${columns}`,
      [id, sha256, mostFailures],
    );
    if (row !== undefined) return toPackage(row);
    await tx.query(
      'UPDATE requests.package SET code_failures = code_failures + 1 WHERE id = $1 AND code_failures < $2',
      [...[id, mostFailures]],
    );
    return null;
  }

  async systemUnfinished(tx: Transaction, operation: Id): Promise<AccessPackage[]> {
    const rows = await tx.query<StoredPackage>(
      `SELECT ${columns} FROM requests.package p WHERE p.operation_id = $1 AND p.state = 'making'`,
      [operation],
    );
    return rows.map(toPackage);
  }

  /** What has expired, and what nobody makes any more. */
  async systemDue(tx: Transaction, limit: number): Promise<AccessPackage[]> {
    const rows = await tx.query<StoredPackage>(
      `SELECT ${columns} FROM requests.package p WHERE p.state <> 'removed'
          AND (p.expires_at <= now() OR p.state = 'making' AND p.made_at < now() - interval '1 day')
        ORDER BY p.expires_at LIMIT $1`,
      [limit],
    );
    return rows.map(toPackage);
  }

  async systemHolding(tx: Transaction, kind: 'subject' | 'media', refs: readonly Id[]): Promise<AccessPackage[]> {
    const rows = await tx.query<StoredPackage>(
      `SELECT ${columns} FROM requests.package p WHERE p.state <> 'removed' AND EXISTS (SELECT 1 FROM requests.package_about a
         WHERE a.kind = $1 AND a.ref = ANY($2::uuid[]) AND a.package_id = p.id)`,
      [kind, refs],
    );
    return rows.map(toPackage);
  }

  /** Whether this call removed it. */
  async systemRemove(tx: Transaction, id: Id): Promise<boolean> {
    const removed = await tx.query(
      `UPDATE requests.package SET state = 'removed', removed_at = now(), code_sha256 = NULL, code_until = NULL
        WHERE id = $1 AND state <> 'removed' RETURNING id`,
      [id],
    );
    await tx.query('DELETE FROM requests.package_about WHERE package_id = $1', [id]);
    return removed.length > 0;
  }

  /** What the store must hold for packages, in the order of the object ids. */
  async systemListKept(tx: Transaction, after: Id, limit: number): Promise<KeptObject[]> {
    const rows = await tx.query<Omit<KeptObject, 'size'> & { size: string }>(
      `SELECT 'artefact' AS what, id, object_id AS "objectId", object_key AS key, version_id AS "versionId",
              object_size AS size, object_sha256 AS sha256, data_key_id AS "dataKeyId", false AS "hasPayloadKey",
              ready_at AS since
         FROM requests.package WHERE state = 'ready' AND object_id > $1 ORDER BY object_id LIMIT $2`,
      [after, limit],
    );
    return rows.map((row) => ({ ...row, size: Number(row.size) }));
  }

  async systemReferencedKeys(tx: Transaction, dataKeyIds: readonly Id[]): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      `SELECT data_key_id AS id FROM requests.package WHERE data_key_id = ANY($1::uuid[]) AND state <> 'removed'`,
      [dataKeyIds],
    );
    return rows.map(({ id }) => id);
  }
}

interface StoredPackage extends Omit<AccessPackage, 'copy'> {
  readonly dataKeyId: Id | null;
  readonly versionId: string | null;
  readonly etag: string | null;
  readonly objectSize: string | null;
  readonly objectSha256: string | null;
  readonly length: string | null;
}

function toPackage(stored: StoredPackage): AccessPackage {
  const { dataKeyId, versionId, etag, objectSize, objectSha256: sha256, length, ...row } = stored;
  if (row.state !== 'ready' || dataKeyId === null || etag === null || sha256 === null || length === null)
    return { ...row, copy: null };
  const { id, objectId, objectKey } = row;
  const object = { objectKey, versionId, etag, size: Number(objectSize), sha256, length: Number(length) };
  return { ...row, copy: { id, objectId, dataKeyId, ...object } };
}
