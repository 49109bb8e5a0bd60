import { Inject, Injectable } from '@nestjs/common';
import { type Id, type RequestContext, systemActor } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { Outbox } from '../../../platform/jobs';
import { POLICY_DATA, type PolicyData } from '../../../platform/settings';
import { Audit, type AuditRecord } from '../../../trust/audit';
import { Keys } from '../../../trust/keys';
import { extensionOf } from './file-name';
import type { AdmittedFacts } from './admission';
import { ReservationRepository } from './reservation.repository';
import type { Reservation } from './reservations';
import { reasonsAgainst } from '../inspection/release';
import type { Sniffed } from '../inspection/sniff';
import { turned } from '../media';
import { MediaConflict } from '../media.errors';
import { mediaNews } from '../media.events';
import type { SealedMedia } from '../media-streams';
import { MediaRepository, type MediaRow, type NewMedia } from '../media.repository';
import { personalColumns } from '../facts/personal-columns';

/** Everything that is known about a content once it is sealed and stored. */
export interface Received {
  readonly reservation: Reservation;
  readonly facts: AdmittedFacts & { readonly subjectId: Id };
  readonly dataKeyId: Id;
  readonly object: SealedMedia;
  readonly sniffed: Sniffed;
  /** Of the plaintext, hex. */
  readonly sha256: string;
  readonly declaredType: string | null;
  readonly fileName: string | null;
  readonly channel: string;
}

/** Turns a stored object into a media item: row, entries and news in one transaction, or nothing at all. */
@Injectable()
export class Settlement {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly media: MediaRepository,
    private readonly reservations: ReservationRepository,
    private readonly keys: Keys,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    @Inject(POLICY_DATA) private readonly policy: PolicyData,
  ) {}

  async settle(context: RequestContext, received: Received): Promise<MediaRow> {
    const item = await this.#item(context, received);
    return this.vault.transaction(context, async (tx) => {
      if (!(await this.reservations.finish(tx, item.id))) throw new MediaConflict();
      await this.media.add(tx, item);
      for (const record of entries(context, received, item)) await this.audit.record(tx, record);
      const news = item.state === 'available' ? 'media.released' : 'media.quarantined';
      await this.outbox.publish(tx, context, mediaNews(news, item));
      const row = await this.media.systemFind(tx, item.id);
      if (row === null) throw new MediaConflict();
      return row;
    });
  }

  async #item(context: RequestContext, received: Received): Promise<NewMedia> {
    const { reservation, facts, object, sniffed, sha256, fileName } = received;
    const reasons = reasonsAgainst(
      this.policy,
      { ...facts, declaredType: received.declaredType, extension: extensionOf(fileName), length: object.length },
      sniffed,
    );
    const seal = (column: string, value: string): Promise<Buffer> =>
      this.keys.sealPersonal(reservation.mediaId, column, value);
    return {
      id: reservation.mediaId,
      state: turned('receiving', reasons.length === 0 ? 'release' : 'quarantine'),
      class: facts.documentClass,
      kyc: facts.kyc,
      disclosure: facts.disclosure,
      purpose: facts.purpose,
      jurisdiction: facts.jurisdiction,
      legalBasis: facts.legalBasis,
      sourceHash: facts.sourceHash,
      subjectId: facts.subjectId,
      ticketId: facts.ticket.id,
      channel: received.channel,
      receivedBy: context.actor.id,
      quarantineReasons: reasons,
      contentType: sniffed.type,
      length: object.length,
      objectId: reservation.objectId,
      object,
      dataKeyId: received.dataKeyId,
      sealedFileName: fileName === null ? null : await seal(personalColumns.fileName, fileName),
      sealedSha256: await seal(personalColumns.sha256, sha256),
    };
  }
}

/** Received from whom, stored as what, and what became of it. Content digest and file name go into the erasable part. */
function entries(context: RequestContext, received: Received, item: NewMedia): AuditRecord[] {
  const { facts, fileName, sha256 } = received;
  const about = {
    subject: item.subjectId,
    ticket: { system: facts.ticket.system, id: facts.ticket.externalId },
    purpose: item.purpose,
    decision: 'allow',
  } as const;
  const object = { media: item.id, object: item.objectId, class: item.class, part: 'original' };
  const payload: Record<string, string> = fileName === null ? { sha256 } : { sha256, fileName };
  const [reason] = item.quarantineReasons;
  return [
    {
      ...about,
      type: 'media.received',
      actor: context.actor,
      role: facts.role,
      origin: context.origin,
      object,
      bytes: item.length,
      private: { owner: item.id, payload },
    },
    {
      ...about,
      type: 'media.stored',
      actor: systemActor,
      role: 'system',
      object: { ...object, sha256: item.object.sha256 },
      bytes: item.object.size,
    },
    {
      ...about,
      type: reason === undefined ? 'media.released' : 'media.quarantined',
      actor: systemActor,
      role: 'system',
      object,
      reason,
    },
  ];
}
