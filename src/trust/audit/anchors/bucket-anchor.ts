import { type WormBucket, WormConflict } from '../../../platform/objects';
import { BadCheckpoint, type Checkpoint, type LogKey, openCheckpoint } from '../format/note';
import { rootAt, subtreesFromTiles, tileAt } from '../format/proof';
import { decodeBundle, encodeBundle, tilePath, tileWidth } from '../format/tiles';
import { leafHash } from '../format/tree';
import { type Anchor, type AnchoredLog, AnchorFailed, type StoredCheckpoint } from './anchor';
import { type Attestation, parseAttestation, renderAttestation } from './attestation';
import { attestationKey, attestationsBefore, checkpointKey, checkpointSize, partsKey } from './bucket-layout';

/** A checkpoint as it lies in the bucket. */
export interface AnchoredCheckpoint extends StoredCheckpoint {
  readonly root: Buffer;
}

/** The same with the root that this log's key has signed. */
export interface AnchoredAttestation extends Attestation {
  readonly root: Buffer;
}

/** Checkpoints at the end of the list that may be somebody else's before the bucket counts as written full with them. */
const lookedAt = 16;

/**
 * The whole log in a bucket that nobody can empty. Every object but `checkpoint` is put once, the checkpoint last: a crash
 * at any line leaves what the next run puts again, byte for byte.
 */
export class BucketAnchor implements Anchor {
  readonly kind = 'bucket';
  readonly longestStep = 1_000;
  readonly name: string;

  constructor(
    private readonly bucket: WormBucket,
    private readonly log: LogKey,
  ) {
    this.name = `bucket ${bucket.place}`;
  }

  async newest(known: number): Promise<AnchoredCheckpoint | null> {
    const last: number[] = [];
    for await (const size of this.sizes(known)) {
      last.push(size);
      if (last.length > lookedAt) last.shift();
    }
    for (const size of last.reverse()) {
      const checkpoint = await this.checkpoint(size);
      if (checkpoint !== null) return checkpoint;
    }
    if (last.length > 0) throw new AnchorFailed('conflict');
    return null;
  }

  /** Sizes of the checkpoints that lie there, from `known` on, in order; some may be somebody else's. */
  async *sizes(known: number): AsyncGenerator<number> {
    const after = known === 0 ? '' : this.key(checkpointKey(known - 1));
    for await (const key of this.bucket.list(this.key('checkpoints/'), after)) {
      const size = checkpointSize(key);
      if (size !== null) yield size;
    }
  }

  /** The anchored checkpoint of this size; null where there is none, or one that this log has not signed. */
  async checkpoint(size: number): Promise<AnchoredCheckpoint | null> {
    const note = (await this.read(checkpointKey(size)))?.toString('utf8');
    const checkpoint = note === undefined ? null : this.open(note);
    return note === undefined || checkpoint?.size !== size ? null : { size, root: checkpoint.root, note };
  }

  private async read(path: string): Promise<Buffer | null> {
    return this.bucket.get(this.key(path));
  }

  /** The leaves `from` … `size`-1 as they were anchored with the checkpoint of this size; null where some are not there. */
  async leaves(from: number, size: number): Promise<Buffer[] | null> {
    const leaves: Buffer[] = [];
    for (let index = Math.floor(from / tileWidth); index * tileWidth < size; index += 1) {
      const { width } = tileAt(size, 0, index);
      const bundle = await this.read(tilePath({ level: 'entries', index, width }));
      const read = bundle === null ? null : decodeBundle(bundle, width);
      if (read === null) return null;
      leaves.push(...read.slice(Math.max(0, from - index * tileWidth)));
    }
    return leaves;
  }

  /** Rows of the personal parts that were anchored with the checkpoint of this size, as JSON. */
  async parts(size: number): Promise<string | null> {
    return (await this.read(partsKey(size)))?.toString('utf8') ?? null;
  }

  async keepAttestation(attestation: Attestation): Promise<void> {
    await this.put(attestationKey(attestation), renderAttestation(attestation));
  }

  /** What was said of this log's checkpoints of `from` entries and more. */
  async *attestations(from: number): AsyncGenerator<AnchoredAttestation> {
    for await (const key of this.bucket.list(this.key('attestations/'), this.key(attestationsBefore(from)))) {
      const bytes = await this.bucket.get(key);
      const attestation = bytes === null ? null : parseAttestation(bytes);
      const checkpoint = attestation === null ? null : this.open(attestation.note);
      if (attestation === null || checkpoint?.size !== attestation.size) continue;
      yield { ...attestation, root: checkpoint.root };
    }
  }

  async keep(from: number, checkpoint: StoredCheckpoint, log: AnchoredLog): Promise<{ cosignature: null }> {
    const { size, root } = openCheckpoint(checkpoint.note, this.log);
    if (!(await rootAt(size, subtreesFromTiles(size, log.tile))).equals(root)) throw new AnchorFailed('damaged');
    await this.putBundles(from, size, log);
    await this.putHigherTiles(from, size, log);
    await this.putParts(from, size, log);
    await this.put(checkpointKey(size), Buffer.from(checkpoint.note));
    await this.bucket.putNewest(this.key('checkpoint'), Buffer.from(checkpoint.note));
    return { cosignature: null };
  }

  async prove(): Promise<boolean> {
    return this.bucket.proveLock();
  }

  close(): void {
    this.bucket.close();
  }

  /** Bundles and the tiles right above them, which must agree: nothing is kept for years that the checkpoint does not cover. */
  private async putBundles(from: number, size: number, log: AnchoredLog): Promise<void> {
    let index = Math.floor(from / tileWidth);
    for await (const leaves of log.bundles(from, size)) {
      const place = tileAt(size, 0, index);
      const hashes = await log.tile(place);
      if (leaves !== null) {
        if (!Buffer.concat(leaves.map(leafHash)).equals(hashes)) throw new AnchorFailed('damaged');
        await this.put(tilePath({ ...place, level: 'entries' }), encodeBundle(leaves));
      }
      await this.put(tilePath(place), hashes);
      index += 1;
    }
  }

  private async putHigherTiles(from: number, size: number, log: AnchoredLog): Promise<void> {
    for (let level = 1, span = tileWidth; size >= span; level += 1, span *= tileWidth) {
      const first = Math.floor(from / span / tileWidth);
      const last = Math.floor((Math.floor(size / span) - 1) / tileWidth);
      for (let index = first; index <= last; index += 1) {
        const place = tileAt(size, level, index);
        await this.put(tilePath(place), await log.tile(place));
      }
    }
  }

  /** A part that was erased between two tries makes other bytes; what was put first is enough, it is sealed. */
  private async putParts(from: number, size: number, log: AnchoredLog): Promise<void> {
    await this.put(partsKey(size), await log.parts(from, size)).catch((error: unknown) => {
      if (!(error instanceof WormConflict)) throw error;
    });
  }

  private async put(path: string, bytes: Buffer): Promise<void> {
    await this.bucket.putOnce(this.key(path), bytes);
  }

  private key(path: string): string {
    return `${this.log.origin}/${path}`;
  }

  private open(note: string): Checkpoint | null {
    try {
      return openCheckpoint(note, this.log);
    } catch (error) {
      if (error instanceof BadCheckpoint) return null;
      throw error;
    }
  }
}
