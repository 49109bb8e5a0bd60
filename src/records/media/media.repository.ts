import { Injectable } from '@nestjs/common';
import type { Id } from '../../kernel';
import type { Transaction } from '../../platform/database';
import type { Disclosure } from '../../platform/settings';
import type { Scope } from '../../trust/access';
import type { QuarantineReason } from './inspection/release';
import type { MediaState } from './media';
import type { SealedMedia } from './media-streams';
import type { KeptObject } from './stored/kept-objects';

/** A ticket as it stands on an item, with what rules look at. */
export interface LinkedTicket {
  readonly id: Id;
  readonly system: string;
  readonly externalId: string;
  readonly open: boolean;
  readonly assigneeId: Id | null;
}

/** A media item as the database has it; personal columns are sealed. */
export interface MediaRow {
  readonly id: Id;
  readonly state: MediaState;
  readonly class: string;
  readonly kyc: boolean;
  /** Whether its existence is kept from the person, and from whoever meets them. */
  readonly disclosure: Disclosure;
  readonly purpose: string;
  readonly jurisdiction: string | null;
  readonly legalBasis: string | null;
  readonly subjectId: Id;
  readonly ticketId: Id;
  /** The first ticket first, then the others in the order of their linking. */
  readonly tickets: readonly LinkedTicket[];
  readonly channel: string;
  readonly receivedAt: Date;
  /** With microseconds, for cursors. */
  readonly receivedAtText: string;
  readonly releasedAt: Date | null;
  readonly quarantineReasons: readonly QuarantineReason[];
  /** Kept and not used, as of this moment of the database's clock. */
  readonly restricted: boolean;
  readonly contentType: string | null;
  readonly length: number;
  readonly objectId: Id;
  readonly object: SealedMedia;
  readonly dataKeyId: Id;
  readonly sealedFileName: Buffer | null;
  /** Null once its bytes are gone. */
  readonly sealedSha256: Buffer | null;
  /** Proves its destruction. */
  readonly certificateId: Id | null;
  readonly version: number;
}

/** What a new item's row is made of. */
export type NewMedia = Omit<
  MediaRow,
  'tickets' | 'receivedAt' | 'receivedAtText' | 'releasedAt' | 'restricted' | 'certificateId' | 'version'
> & {
  readonly receivedBy: Id;
  readonly sourceHash: Buffer | null;
};

export interface MediaFilter {
  readonly ticketId?: Id;
  readonly subjectIds?: readonly Id[];
  /** Items of others on which one of these people is to be seen. */
  readonly appearingIds?: readonly Id[];
  readonly class?: string;
  readonly state?: MediaState;
  /** From this moment on, and before that one. */
  readonly from?: Date;
  readonly to?: Date;
  readonly before?: { readonly receivedAt: string; readonly id: Id };
  readonly limit: number;
}

interface StoredRow extends Omit<MediaRow, 'object' | 'length' | 'tickets'> {
  readonly length: string;
  readonly tickets: LinkedTicket[] | null;
  readonly objectKey: string;
  readonly versionId: string | null;
  readonly etag: string;
  readonly objectSize: string;
  readonly objectSha256: string;
}

const columns = `m.id, m.state, m.class, m.kyc, m.disclosure, m.purpose, m.jurisdiction, m.legal_basis AS "legalBasis",
  m.subject_id AS "subjectId", m.ticket_id AS "ticketId", m.channel, m.received_at AS "receivedAt",
  m.received_at::text AS "receivedAtText", m.released_at AS "releasedAt", m.quarantine_reasons AS "quarantineReasons",
  coalesce(m.restricted_from <= clock_timestamp(), false) AS restricted,
  m.content_type AS "contentType", m.length, m.object_id AS "objectId", m.object_key AS "objectKey",
  m.version_id AS "versionId", m.etag, m.object_size AS "objectSize", m.object_sha256 AS "objectSha256",
  m.data_key_id AS "dataKeyId", m.file_name AS "sealedFileName", m.content_sha256 AS "sealedSha256",
  m.certificate_id AS "certificateId", m.version,
  (SELECT json_agg(json_build_object('id', t.id, 'system', t.system, 'externalId', t.external_id,
                                     'open', t.status = 'open', 'assigneeId', t.assignee_id)
                   ORDER BY t.id <> m.ticket_id, l.linked_at, t.id)
     FROM records.media_ticket l JOIN records.ticket t ON t.id = l.ticket_id WHERE l.media_id = m.id) AS tickets`;

/** Media items in SQL. Every read takes a scope, save those named `system…`, which decide about visibility themselves. */
@Injectable()
export class MediaRepository {
  async find(tx: Transaction, id: Id, scope: Scope): Promise<MediaRow | null> {
    const parameters: unknown[] = [id];
    return this.#first(tx, `m.id = $1 AND ${scope.sql('m', parameters)}`, parameters);
  }

  /** Without a scope: for openings, which answer "absent" alike for what is out of reach, and for jobs. */
  async systemFind(tx: Transaction, id: Id): Promise<MediaRow | null> {
    return this.#first(tx, 'm.id = $1', [id]);
  }

  /** The item that a view shows, asked for together with the view. */
  async systemFindOfView(tx: Transaction, viewId: Id): Promise<MediaRow | null> {
    return this.#first(tx, 'm.id = (SELECT v.media_id FROM records.media_view v WHERE v.id = $1)', [viewId]);
  }

  /** The same for some items, in the order of the ids; what is absent is left out. */
  async systemListByIds(tx: Transaction, ids: readonly Id[]): Promise<MediaRow[]> {
    const rows = await tx.query<StoredRow>(`SELECT ${columns} FROM records.media m WHERE m.id = ANY($1::uuid[])`, [
      ids,
    ]);
    const byId = new Map(rows.map((row) => [row.id, toRow(row)]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  /** The item that is not destroyed whose id comes next from `from` on, or the first one: with a random id, an item picked by chance. */
  async systemFindFrom(tx: Transaction, from: Id): Promise<MediaRow | null> {
    return this.#first(
      tx,
      `m.id = coalesce((SELECT id FROM records.media WHERE id >= $1 AND state <> 'destroyed' ORDER BY id LIMIT 1),
                       (SELECT id FROM records.media WHERE state <> 'destroyed' ORDER BY id LIMIT 1))`,
      [from],
    );
  }

  /** Whether a ticket links an item of one of these subjects already. */
  async systemIsAbout(tx: Transaction, ticketId: Id, subjectIds: readonly Id[]): Promise<boolean> {
    const rows = await tx.query(
      `SELECT 1 FROM records.media_ticket l JOIN records.media m ON m.id = l.media_id
        WHERE l.ticket_id = $1 AND m.subject_id = ANY($2::uuid[]) LIMIT 1`,
      [ticketId, subjectIds],
    );
    return rows.length > 0;
  }

  /** Newest first. Every filter has an index that ends in the order of the list. */
  async list(tx: Transaction, filter: MediaFilter, scope: Scope): Promise<MediaRow[]> {
    const parameters: unknown[] = [];
    const where = [scope.sql('m', parameters), ...conditions(filter, parameters)];
    const rows = await tx.query<StoredRow>(
      `SELECT ${columns} FROM records.media m WHERE ${where.join(' AND ')}
        ORDER BY m.received_at DESC, m.id DESC LIMIT $${parameters.push(filter.limit)}`,
      parameters,
    );
    return rows.map(toRow);
  }

  async add(tx: Transaction, media: NewMedia): Promise<void> {
    await tx.query(
      `INSERT INTO records.media (id, state, class, kyc, purpose, jurisdiction, legal_basis, subject_id, ticket_id, channel,
         received_by, released_at, quarantine_reasons, content_type, length, object_id, object_key, version_id, etag,
         object_size, object_sha256, data_key_id, file_name, content_sha256, source_hash, disclosure)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, CASE WHEN $2 = 'available' THEN now() END, $12, $13, $14, $15,
         $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)`,
      newRowValues(media),
    );
    await this.link(tx, { mediaId: media.id, ticketId: media.ticketId, by: media.receivedBy });
  }

  /** Whether an item that this source brought was destroyed. */
  async systemIsSuppressed(tx: Transaction, sourceHash: Buffer): Promise<boolean> {
    const sql = `SELECT 1 FROM records.media WHERE source_hash = $1 AND state = 'destroyed' LIMIT 1`;
    return (await tx.query(sql, [sourceHash])).length > 0;
  }

  /** Hangs an item on a ticket; false where it hangs there already. */
  async link(tx: Transaction, link: { mediaId: Id; ticketId: Id; by: Id }): Promise<boolean> {
    const added = await tx.query(
      `INSERT INTO records.media_ticket (media_id, ticket_id, linked_by) VALUES ($1, $2, $3)
       ON CONFLICT DO NOTHING RETURNING media_id`,
      [link.mediaId, link.ticketId, link.by],
    );
    if (added.length > 0)
      await tx.query('UPDATE records.media SET version = version + 1 WHERE id = $1', [link.mediaId]);
    return added.length > 0;
  }

  /** Writes a new state with its reasons; only where the row is still in the version that was read. */
  async changeState(
    tx: Transaction,
    row: MediaRow,
    to: MediaState,
    reasons: readonly QuarantineReason[],
  ): Promise<boolean> {
    const changed = await tx.query(
      `UPDATE records.media SET state = $3, quarantine_reasons = $4, version = version + 1,
              released_at = CASE WHEN $3 = 'available' THEN now() END
        WHERE id = $1 AND version = $2 RETURNING id`,
      [row.id, row.version, to, reasons],
    );
    return changed.length > 0;
  }

  /** Completes facts that were missing. */
  async changeFacts(
    tx: Transaction,
    row: MediaRow,
    facts: Pick<MediaRow, 'class' | 'kyc' | 'disclosure' | 'purpose' | 'jurisdiction' | 'legalBasis'>,
  ): Promise<boolean> {
    const changed = await tx.query(
      `UPDATE records.media SET class = $3, kyc = $4, purpose = $5, jurisdiction = $6, legal_basis = $7,
              disclosure = $8, version = version + 1
        WHERE id = $1 AND version = $2 RETURNING id`,
      [
        ...[row.id, row.version, facts.class, facts.kyc, facts.purpose, facts.jurisdiction, facts.legalBasis],
        facts.disclosure,
      ],
    );
    return changed.length > 0;
  }

  /** False where it is so already. */
  async setDisclosure(tx: Transaction, id: Id, disclosure: Disclosure): Promise<boolean> {
    const changed = await tx.query(
      `UPDATE records.media SET disclosure = $2, version = version + 1 WHERE id = $1 AND disclosure <> $2 RETURNING id`,
      [id, disclosure],
    );
    return changed.length > 0;
  }

  /** Those of some items whose existence the person is not told, destroyed ones among them. */
  async systemSecretAmong(tx: Transaction, ids: readonly Id[]): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      `SELECT id FROM records.media WHERE id = ANY($1::uuid[]) AND disclosure <> 'normal'`,
      [ids],
    );
    return rows.map(({ id }) => id);
  }

  /** Which of these data keys some item still needs. */
  async systemReferencedKeys(tx: Transaction, dataKeyIds: readonly Id[]): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      'SELECT data_key_id AS id FROM records.media WHERE data_key_id = ANY($1::uuid[])',
      [dataKeyIds],
    );
    return rows.map(({ id }) => id);
  }

  /** What the store must hold for items, in the order of the object ids. */
  async systemListKept(tx: Transaction, after: Id, limit: number): Promise<KeptObject[]> {
    const rows = await tx.query<Omit<KeptObject, 'size'> & { size: string }>(
      `SELECT 'media' AS what, id, object_id AS "objectId", object_key AS key, version_id AS "versionId",
              object_size AS size, object_sha256 AS sha256, data_key_id AS "dataKeyId", true AS "hasPayloadKey",
              received_at AS since
         FROM records.media WHERE object_id > $1 AND state <> 'destroyed' ORDER BY object_id LIMIT $2`,
      [after, limit],
    );
    return rows.map((row) => ({ ...row, size: Number(row.size) }));
  }

  async #first(tx: Transaction, where: string, parameters: unknown[]): Promise<MediaRow | null> {
    const [row] = await tx.query<StoredRow>(`SELECT ${columns} FROM records.media m WHERE ${where}`, parameters);
    return row === undefined ? null : toRow(row);
  }
}

function conditions(filter: MediaFilter, parameters: unknown[]): string[] {
  const place = (value: unknown): string => `$${parameters.push(value)}`;
  const { ticketId, subjectIds, appearingIds, state, from, to, before } = filter;
  const linked = (id: string): string =>
    `EXISTS (SELECT 1 FROM records.media_ticket l WHERE l.media_id = m.id AND l.ticket_id = ${id})`;
  const shows = (ids: string): string =>
    `EXISTS (SELECT 1 FROM records.media_person a WHERE a.media_id = m.id AND a.subject_id = ANY(${ids}::uuid[]))`;
  return [
    ...(ticketId === undefined ? [] : [linked(place(ticketId))]),
    ...(subjectIds === undefined ? [] : [`m.subject_id = ANY(${place(subjectIds)}::uuid[])`]),
    ...(appearingIds === undefined ? [] : [shows(place(appearingIds))]),
    ...(filter.class === undefined ? [] : [`m.class = ${place(filter.class)}`]),
    ...(state === undefined ? [] : [`m.state = ${place(state)}`]),
    ...(from === undefined ? [] : [`m.received_at >= ${place(from)}`]),
    ...(to === undefined ? [] : [`m.received_at < ${place(to)}`]),
    ...(before === undefined
      ? []
      : [`(m.received_at, m.id) < (${place(before.receivedAt)}::timestamptz, ${place(before.id)}::uuid)`]),
  ];
}

function newRowValues(media: NewMedia): unknown[] {
  const { object } = media;
  return [
    media.id,
    media.state,
    media.class,
    media.kyc,
    media.purpose,
    media.jurisdiction,
    media.legalBasis,
    media.subjectId,
    media.ticketId,
    media.channel,
    media.receivedBy,
    media.quarantineReasons,
    media.contentType,
    media.length,
    media.objectId,
    object.objectKey,
    object.versionId,
    object.etag,
    object.size,
    object.sha256,
    media.dataKeyId,
    media.sealedFileName,
    media.sealedSha256,
    media.sourceHash,
    media.disclosure,
  ];
}

function toRow(stored: StoredRow): MediaRow {
  const { objectKey, versionId, etag, objectSize, objectSha256, ...row } = stored;
  const length = Number(stored.length);
  return {
    ...row,
    length,
    tickets: stored.tickets ?? [],
    object: { objectKey, versionId, etag, size: Number(objectSize), sha256: objectSha256, length },
  };
}
