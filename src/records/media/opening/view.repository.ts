import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { Disclosure } from '../../../platform/settings';
import { grantHolds, ReadGrant, type Scope } from '../../../trust/access';
import { issueLicence, ReadLicence } from './read-licence';
import { type ClosedView, type CloseReason, type View, viewMinutes } from './view';

/** What a view is made of besides the grant that allows it. */
export type NewView = Omit<
  View,
  'expiresAt' | 'ranges' | 'bytes' | 'closeReason' | 'mediaId' | 'grantId' | 'entryId' | 'entry'
> & {
  /** Of the item, as it was when the opening was decided. */
  readonly disclosure: Disclosure;
};

/** A view as its owner comes back to it; the licence says nothing about whether it is still open. */
export interface FoundView {
  readonly view: View;
  readonly licence: ReadLicence;
  /** Whether the grant that it was opened under holds at this moment. */
  readonly granted: boolean;
  /** Whether a restriction of the item leaves the view's purpose out. */
  readonly restricted: boolean;
}

type StoredView = Omit<View, 'entry' | 'bytes'> & {
  readonly entry: string;
  readonly bytes: string;
};

const columns = `v.id, v.kind, v.media_id AS "mediaId", v.ticket_system AS "ticketSystem", v.ticket_id AS "ticketId",
  v.purpose, v.rendition, v.actor_kind AS "actorKind", v.actor_id AS "actorId", v.actor_role AS "actorRole",
  v.session_id AS "sessionId", v.grant_id AS "grantId", v.entry_id AS "entryId", v.entry_n AS entry,
  v.expires_at AS "expiresAt", v.ranges, v.bytes, v.close_reason AS "closeReason"`;

const restricted = 'NOT records.may_open(v.media_id, v.purpose, v.disclosure)';

/** On which channel nodes tell each other that a view has ended. */
export const viewEndedChannel = 'media_view_ended';

/** A process without a sign of life for this long has died in mid-stream. */
const silentSeconds = 20;

/** Views in SQL. Row security lets an actor touch own views only; the scope says the same in the query. */
@Injectable()
export class ViewRepository {
  /** Writes the view of a granted opening; null where the item has been restricted, or made secret, since it was granted. */
  async add(tx: Transaction, view: NewView, grant: ReadGrant): Promise<ReadLicence | null> {
    if (!ReadGrant.isGenuine(grant)) throw new TypeError('A view is written for a grant that access has made.');
    const { mediaId } = grant.facts;
    const [row] = await tx.query<{ expiresAt: Date }>(
      `INSERT INTO records.media_view (id, kind, media_id, ticket_system, ticket_id, purpose, rendition, actor_kind, actor_id,
         actor_role, session_id, grant_id, entry_id, entry_n, expires_at, disclosure)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, least($15, now() + make_interval(mins => $16)), $17
        WHERE records.may_open($3, $6, $17)
       RETURNING expires_at AS "expiresAt"`,
      [
        view.id,
        view.kind,
        mediaId,
        view.ticketSystem,
        view.ticketId,
        view.purpose,
        view.rendition,
        view.actorKind,
        view.actorId,
        view.actorRole,
        view.sessionId,
        grant.grantId,
        grant.entryId,
        grant.entry,
        grant.expiresAt,
        viewMinutes,
        view.disclosure,
      ],
    );
    if (row === undefined) return null;
    const { id, sessionId } = view;
    const { entry, grantId } = grant;
    return ReadLicence[issueLicence]({ id, mediaId, entry, grantId, sessionId, expiresAt: row.expiresAt });
  }

  /** The view, whether open or closed, where it belongs to this actor's session. */
  async find(tx: Transaction, id: Id, sessionId: Id | null, scope: Scope): Promise<FoundView | null> {
    const parameters: unknown[] = [id, sessionId];
    const [row] = await tx.query<StoredView & Pick<FoundView, 'granted' | 'restricted'>>(
      `SELECT ${columns}, ${grantHolds('v.grant_id')} AS granted, ${restricted} AS restricted FROM records.media_view v
        WHERE v.id = $1 AND v.session_id IS NOT DISTINCT FROM $2 AND ${scope.sql('v', parameters)}`,
      parameters,
    );
    if (row === undefined) return null;
    const { granted, restricted: isRestricted, ...stored } = row;
    const view = toView(stored);
    return { view, licence: ReadLicence[issueLicence](view), granted, restricted: isRestricted };
  }

  /** Whether there is such a view at all: for the log, never for an answer. */
  async systemExists(tx: Transaction, id: Id): Promise<boolean> {
    return (await tx.query('SELECT 1 FROM records.media_view WHERE id = $1', [id])).length > 0;
  }

  /** Begins one range of a view that is still open; false where it has ended. The counters may lag a crash: `uncertain` says so. */
  async beginRange(tx: Transaction, id: Id): Promise<boolean> {
    tx.commitSoon();
    const begun = await tx.query(
      `UPDATE records.media_view SET streams = streams + 1, ranges = ranges + 1, beat_at = clock_timestamp()
        WHERE id = $1 AND closed_at IS NULL AND expires_at > clock_timestamp() AND records.may_open(media_id, purpose, disclosure)
        RETURNING id`,
      [id],
    );
    return begun.length > 0;
  }

  /** Also of a view that was closed meanwhile: its entry then waits until the last stream has ended. */
  async endRange(tx: Transaction, id: Id, bytes: number): Promise<void> {
    tx.commitSoon();
    await tx.query(
      'UPDATE records.media_view SET streams = greatest(streams - 1, 0), bytes = bytes + $2 WHERE id = $1',
      [id, bytes],
    );
  }

  async systemBeat(tx: Transaction, ids: readonly Id[]): Promise<void> {
    tx.commitSoon();
    await tx.query('UPDATE records.media_view SET beat_at = clock_timestamp() WHERE id = ANY($1::uuid[])', [ids]);
  }

  /** Lets no further range begin, and tells every node to cut those that run. */
  async systemEnd(tx: Transaction, id: Id): Promise<void> {
    await tx.query(
      `UPDATE records.media_view SET expires_at = least(expires_at, now()) WHERE id = $1 AND closed_at IS NULL
       RETURNING pg_notify('${viewEndedChannel}', id::text)`,
      [id],
    );
  }

  async systemCountStreams(tx: Transaction, id: Id): Promise<number> {
    const [row] = await tx.query<{ streams: number }>('SELECT streams FROM records.media_view WHERE id = $1', [id]);
    return row?.streams ?? 0;
  }

  /** Closes an open view and answers it as it stood then; null where it was closed before. */
  async close(tx: Transaction, id: Id, reason: CloseReason): Promise<ClosedView | null> {
    const [row] = await tx.query<StoredView & Pick<ClosedView, 'objectId' | 'subjectId' | 'class' | 'sealedSha256'>>(
      `UPDATE records.media_view v SET closed_at = now(), streams = 0,
              close_reason = CASE WHEN v.uncertain THEN 'unknown' ELSE $2 END
         FROM records.media m
        WHERE v.id = $1 AND v.closed_at IS NULL AND m.id = v.media_id
       RETURNING ${columns}, m.object_id AS "objectId", m.subject_id AS "subjectId", m.class, m.object_sha256 AS "sealedSha256"`,
      [id, reason],
    );
    return row === undefined ? null : { ...row, ...toView(row) };
  }

  /** The item was used for the business while this view was open. */
  async systemNoteProcessed(tx: Transaction, { id, mediaId }: Pick<View, 'id' | 'mediaId'>): Promise<void> {
    await tx.query(
      `UPDATE records.media m SET processed_at = greatest(m.processed_at, v.closed_at)
         FROM records.media_view v WHERE v.id = $1 AND m.id = $2`,
      [id, mediaId],
    );
  }

  /** Streams whose process went silent are over; how much of them arrived nobody knows. */
  async systemMarkUncertain(tx: Transaction): Promise<number> {
    const marked = await tx.query(
      `UPDATE records.media_view SET streams = 0, uncertain = true
        WHERE streams > 0 AND beat_at < clock_timestamp() - make_interval(secs => $1) RETURNING id`,
      [silentSeconds],
    );
    return marked.length;
  }

  /** Open views that must be closed now: run out, or readings of a process that died. None that still streams. */
  async systemListEnded(tx: Transaction, limit: number): Promise<{ id: Id; reason: CloseReason }[]> {
    return tx.query(
      `SELECT id, CASE WHEN uncertain THEN 'unknown' ELSE 'expired' END AS reason FROM records.media_view
        WHERE closed_at IS NULL AND streams = 0
          AND (expires_at <= clock_timestamp() OR (kind = 'read' AND beat_at < clock_timestamp() - make_interval(secs => $1)))
        ORDER BY expires_at LIMIT $2`,
      [silentSeconds, limit],
    );
  }

  /** Open views that a restriction of their item leaves out. */
  async systemListRestricted(tx: Transaction): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      `SELECT v.id FROM records.media_view v WHERE v.closed_at IS NULL AND ${restricted}`,
    );
    return rows.map(({ id }) => id);
  }

  async systemListOfSession(tx: Transaction, sessionId: Id): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      'SELECT id FROM records.media_view WHERE session_id = $1 AND closed_at IS NULL',
      [sessionId],
    );
    return rows.map(({ id }) => id);
  }
}

function toView(row: StoredView): View {
  return { ...row, entry: Number(row.entry), bytes: Number(row.bytes) };
}
