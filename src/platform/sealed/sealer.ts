import { type CipherGCM, type KeyObject } from 'node:crypto';
import { secureRandom } from '../../kernel';
import { ChunkKeys } from './chunk-keys';
import { chunkLength, longestPlaintext, saltLength, sealedChunkLength } from './layout';
import { type ObjectIds, buildPrefix } from './prefix';

const batchLength = 64 * sealedChunkLength;

/** Seals one plaintext, once: the pieces in their order are the object. There is no way to resume or repeat it. */
export class Sealer {
  private readonly keys: ChunkKeys;
  private pieces: Buffer[];
  private ready = 0;
  private chunk = 0;
  private filled = 0;
  private length = 0;
  private cipher: CipherGCM | null = null;
  private ended = false;

  /** `salt` is a parameter for the known answers alone: the door gives none of its own. */
  constructor(key: KeyObject | Buffer, ids: ObjectIds, salt: Buffer) {
    const prefix = buildPrefix(ids);
    this.keys = ChunkKeys.derive(key, salt, prefix);
    this.pieces = [];
    this.keep(Buffer.concat([prefix, salt, this.keys.commitment]));
  }

  /** Takes plaintext in; says whether a batch is due. */
  update(plain: Buffer): boolean {
    if (this.ended) throw new Error('A sealing that has ended takes nothing more.');
    this.length += plain.length;
    if (this.length > longestPlaintext) throw new RangeError('The plaintext is longer than 1 TiB.');
    for (let at = 0; at < plain.length;) at += this.fill(plain, at);
    return this.ready >= batchLength;
  }

  /** Writes the last chunk, which is empty where the plaintext ended on an edge. */
  end(): void {
    if (this.ended) throw new Error('A sealing ends once.');
    this.ended = true;
    this.closeChunk();
  }

  /** What has been sealed since the last call, in one piece. */
  take(): Buffer {
    const batch = Buffer.allocUnsafeSlow(this.ready);
    this.takeInto(batch);
    return batch;
  }

  /** The same at the start of a buffer, which may be the one that the plaintext came in. Says how many bytes. */
  takeInto(target: Buffer): number {
    if (target.length < this.ready) throw new RangeError('The buffer is too short for what has been sealed.');
    const length = this.pieces.reduce((at, piece) => at + piece.copy(target, at), 0);
    this.pieces = [];
    this.ready = 0;
    return length;
  }

  private fill(plain: Buffer, at: number): number {
    const part = plain.subarray(at, at + chunkLength - this.filled);
    this.cipher ??= this.keys.cipher(this.chunk);
    this.keep(this.cipher.update(part));
    this.filled += part.length;
    if (this.filled === chunkLength) this.closeChunk();
    return part.length;
  }

  private closeChunk(): void {
    const cipher = this.cipher ?? this.keys.cipher(this.chunk);
    cipher.final();
    this.keep(cipher.getAuthTag());
    this.cipher = null;
    this.filled = 0;
    this.chunk += 1;
  }

  private keep(piece: Buffer): void {
    this.pieces.push(piece);
    this.ready += piece.length;
  }
}

/** Begins a sealing under a fresh data key: one key, one object. */
export function startSealing(key: KeyObject | Buffer, ids: ObjectIds): Sealer {
  return new Sealer(key, ids, secureRandom(saltLength));
}

/**
 * The object's bytes for a plaintext that streams in, in batches of about 1 MiB. The data key must be fresh: one key,
 * one object. If the source fails, the sealing fails with it, and what was written so far is worth nothing.
 */
export async function* sealing(
  key: KeyObject | Buffer,
  ids: ObjectIds,
  source: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  const sealer = startSealing(key, ids);
  for await (const plain of source) {
    if (sealer.update(plain)) yield sealer.take();
  }
  sealer.end();
  yield sealer.take();
}
