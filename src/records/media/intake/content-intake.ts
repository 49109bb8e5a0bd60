import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import { Installation, Settings } from '../../../platform/settings';
import { Keys } from '../../../trust/keys';
import { Sampler } from '../inspection/sample';
import { sniff, type Sniffed } from '../inspection/sniff';
import { BodyTooLong, EmptyBody } from '../media.errors';
import type { SealedMedia } from '../media-streams';
import { SealAndStore } from '../seal-and-store';
import type { Reservation } from './reservations';

/** What the one pass over a content has found out. */
export interface TakenIn {
  readonly dataKeyId: Id;
  readonly object: SealedMedia;
  readonly sniffed: Sniffed;
  /** Of the plaintext, hex. */
  readonly sha256: string;
}

/** Takes a content in: looked at, hashed, sealed and stored while it streams by. No plaintext touches a disk. */
@Injectable()
export class ContentIntake {
  readonly #maxBytes: number;

  constructor(
    private readonly keys: Keys,
    private readonly objects: SealAndStore,
    private readonly installation: Installation,
    settings: Settings,
  ) {
    this.#maxBytes = settings.maxMediaMib * 1024 * 1024;
  }

  /** The keys' rows are there before the first byte; they are spent with this attempt, whatever becomes of it. */
  async takeIn(
    { mediaId, objectId, objectKey }: Reservation,
    subjectId: Id,
    { content, length }: { content: AsyncIterable<Buffer>; length: number | undefined },
    signal: AbortSignal,
  ): Promise<TakenIn> {
    const { dataKeyId, key: dataKey } = await this.keys.createDataKey({ subjectId, objectId, mediaId });
    await this.keys.createPayloadKey({ subjectId, ownerId: mediaId });
    const ids = { vaultId: this.installation.vaultId, mediaId, objectId, dataKeyId };
    const seen = new SeenContent(content, this.#maxBytes);
    const object = await this.objects.store({ ids, dataKey, objectKey, plain: seen.bytes(), length, signal });
    return { dataKeyId, object, sniffed: await sniff(seen.sample()), sha256: seen.sha256() };
  }

  /** Reads a content and keeps nothing but its digest: what a repeat is compared by. */
  async digest(content: AsyncIterable<Buffer>): Promise<string> {
    const seen = new SeenContent(content, this.#maxBytes);
    const bytes = seen.bytes();
    while (!(await bytes.next()).done);
    return seen.sha256();
  }
}

/** A content that is looked at while it passes. */
class SeenContent {
  readonly #hash = createHash('sha256');
  readonly #sampler = new Sampler();

  constructor(
    private readonly content: AsyncIterable<Buffer>,
    private readonly maxBytes: number,
  ) {}

  async *bytes(): AsyncGenerator<Buffer, void, undefined> {
    for await (const bytes of this.content) {
      this.#sampler.take(bytes);
      this.#hash.update(bytes);
      if (this.#sampler.length > this.maxBytes) throw new BodyTooLong();
      yield bytes;
    }
    if (this.#sampler.length === 0) throw new EmptyBody();
  }

  sample(): ReturnType<Sampler['sample']> {
    return this.#sampler.sample();
  }

  sha256(): string {
    return this.#hash.digest('hex');
  }
}
