import { SealedError } from './errors';

/*
 *  0        80      104           136
 *  ┌────────┬───────┬─────────────┬──────────────────┬──────────────────┬─ ─ ─┬─────────────┐
 *  │ prefix │ salt  │ commitment  │ chunk 0   │ tag  │ chunk 1   │ tag  │     │ last │ tag  │
 *  │   80   │  24   │     32      │  16,384   │  16  │  16,384   │  16  │     │ <16K │  16  │
 *  └────────┴───────┴─────────────┴──────────────────┴──────────────────┴─ ─ ─┴─────────────┘
 *   context  └──────────────── C2SP chunked-encryption message ─────────────────────────────┘
 */
export const prefixLength = 80;
export const saltLength = 24;
export const commitmentLength = 32;
export const headerLength = prefixLength + saltLength + commitmentLength;
export const chunkLength = 16_384;
export const tagLength = 16;
export const sealedChunkLength = chunkLength + tagLength;
/** 1 TiB: chunk numbers then fit in 27 bits, far inside what one AES-GCM key may do. */
export const longestPlaintext = 2 ** 40;

/** Chunks, and the object bytes [start, end) that hold them. */
export interface ChunkRange {
  readonly firstChunk: number;
  readonly lastChunk: number;
  readonly start: number;
  readonly end: number;
}

/** The number of the last chunk, which is shorter than the others and may be empty. */
export function lastChunkOf(length: number): number {
  return Math.floor(length / chunkLength);
}

/** The size of the object that seals `length` bytes. */
export function sealedSize(length: number): number {
  requireLength(length);
  return headerLength + length + tagLength * (lastChunkOf(length) + 1);
}

/** The length of the plaintext in an object of `size` bytes; a size that no object can have is `TRUNCATED`. */
export function plainLength(size: number): number {
  const body = size - headerLength;
  const full = Math.floor(body / sealedChunkLength);
  const rest = body - full * sealedChunkLength;
  const length = full * chunkLength + rest - tagLength;
  if (!Number.isSafeInteger(size) || body < 0 || rest < tagLength || length > longestPlaintext) {
    throw new SealedError('TRUNCATED');
  }
  return length;
}

/** Where the chunks of the plaintext bytes [from, to) lie. */
export function objectRange(from: number, to: number, length: number): ChunkRange {
  requireLength(length);
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 0 || to < from || to > length) {
    throw new RangeError('The range lies outside the plaintext.');
  }
  const firstChunk = Math.floor(from / chunkLength);
  return chunkRange(firstChunk, Math.max(firstChunk, Math.ceil(to / chunkLength) - 1), length);
}

/** All chunks, with the last one also where it is empty: whoever reads everything also verifies the end. */
export function wholeRange(length: number): ChunkRange {
  requireLength(length);
  return chunkRange(0, lastChunkOf(length), length);
}

/** The last chunk alone: it authenticates the length. */
export function lastRange(length: number): ChunkRange {
  requireLength(length);
  return chunkRange(lastChunkOf(length), lastChunkOf(length), length);
}

/** Where whole chunks lie, from the first to the last inclusive. */
export function chunkRange(firstChunk: number, lastChunk: number, length: number): ChunkRange {
  if (firstChunk < 0 || lastChunk < firstChunk || lastChunk > lastChunkOf(length)) {
    throw new RangeError('The object has no such chunks.');
  }
  return {
    firstChunk,
    lastChunk,
    start: headerLength + sealedChunkLength * firstChunk,
    end: Math.min(headerLength + sealedChunkLength * (lastChunk + 1), sealedSize(length)),
  };
}

function requireLength(length: number): void {
  if (!Number.isSafeInteger(length) || length < 0 || length > longestPlaintext) {
    throw new RangeError('The length of the plaintext is outside 0 to 1 TiB.');
  }
}
