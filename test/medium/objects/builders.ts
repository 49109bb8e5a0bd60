import { randomBytes, randomUUID } from 'node:crypto';
import { type GetOptions, type ObjectReader, type ObjectStore, type StoredObject } from '../../../src/platform/objects';

export const mib = 1024 * 1024;

export function newKey(): string {
  const id = randomUUID();
  return `objects/${id.slice(0, 2)}/${id}`;
}

/** Bytes that differ everywhere, cheaply. */
export function someBytes(length: number): Buffer {
  const seed = randomBytes(8192);
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at += seed.length) {
    seed.writeUInt32BE(at >>> 0, 0);
    seed.copy(bytes, at);
  }
  return bytes;
}

export async function* inPieces(bytes: Buffer, piece = 100_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += piece) yield Promise.resolve(bytes.subarray(at, at + piece));
}

/** Options that read a stored object from `start` to `end`, or all of it. */
export function rangeOf(stored: StoredObject, start = 0, end = stored.size - 1): GetOptions {
  return { start, end, versionId: stored.versionId, etag: stored.etag, size: stored.size };
}

export async function collect(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The same by lent batches. */
export async function collectLent(reader: ObjectReader): Promise<Buffer[]> {
  const batches: Buffer[] = [];
  await reader.pipeTo((batch) => {
    batches.push(Buffer.from(batch));
    return undefined;
  });
  return batches;
}

export async function readAll(store: ObjectStore, stored: StoredObject): Promise<Buffer> {
  return collect(await store.get(stored.key, rangeOf(stored)));
}

export async function listAll<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
