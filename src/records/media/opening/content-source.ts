import type { KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { etagOf } from '../../../platform/http';
import { Installation, POLICY_DATA, type PolicyData } from '../../../platform/settings';
import { Keys } from '../../../trust/keys';
import { FetchAndOpen } from '../fetch-and-open';
import { MediaNotFound } from '../media.errors';
import type { OpenedMedia, PlainRange } from '../media-streams';
import type { MediaRow } from '../media.repository';
import { personalColumns } from '../facts/personal-columns';
import type { ContentFacts, ContentIdentity } from './content';
import { ReadLicence } from './read-licence';

/** What it takes to answer with a content: fetched together, from the keystore alone. */
export interface Unlocked {
  readonly facts: ContentFacts;
  readonly dataKey: KeyObject;
}

/** The content of an item whose opening stands in the log: this is where keys are unwrapped. */
@Injectable()
export class ContentSource {
  constructor(
    private readonly keys: Keys,
    private readonly objects: FetchAndOpen,
    private readonly installation: Installation,
    @Inject(POLICY_DATA) private readonly policy: PolicyData,
  ) {}

  /** What an answer says about the content; a content whose keys have ended is as good as absent. */
  async facts(item: MediaRow): Promise<ContentFacts> {
    const { id: ownerId, sealedFileName, sealedSha256, contentType } = item;
    const [sha256, fileName] = await this.keys.openPersonalAll([
      { ownerId, column: personalColumns.sha256, sealed: sealedSha256 },
      ...(sealedFileName === null ? [] : [{ ownerId, column: personalColumns.fileName, sealed: sealedFileName }]),
    ]);
    if (sha256 === null || sha256 === undefined) throw new MediaNotFound();
    return {
      type: contentType ?? 'application/octet-stream',
      inline: this.policy.mediaTypes.some(({ type, inline }) => type === contentType && inline),
      fileName: fileName ?? null,
      sha256: Buffer.from(sha256, 'hex'),
      ...identityOf(item),
    };
  }

  /** Unwraps the data key and opens what the answer says about the content. */
  async unlock(item: MediaRow, licence: ReadLicence): Promise<Unlocked> {
    ReadLicence.assert(licence, item.id);
    const { dataKeyId, objectId } = item;
    const [facts, dataKey] = await Promise.all([this.facts(item), this.keys.openDataKey(dataKeyId, { objectId })]);
    return { facts, dataKey };
  }

  /** Fetches the range and verifies its first chunk. */
  async open(
    item: MediaRow,
    licence: ReadLicence,
    dataKey: KeyObject,
    { range, signal }: { range: PlainRange; signal: AbortSignal },
  ): Promise<OpenedMedia> {
    ReadLicence.assert(licence, item.id);
    const { id: mediaId, objectId, dataKeyId, object } = item;
    const ids = { vaultId: this.installation.vaultId, mediaId, objectId, dataKeyId };
    return this.objects.open({ ids, dataKey, object, range, entry: licence.facts.entry, signal });
  }
}

export function identityOf({ id, objectId, length }: MediaRow): ContentIdentity {
  return { length, etag: etagOf(id, objectId) };
}
