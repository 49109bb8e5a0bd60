import { type ObjectIds, SealedError, openHeader } from '../../../src/platform/sealed';
import { Sealer } from '../../../src/platform/sealed/sealer';

/** The key, salt, ids and plaintext of the known answers in docs/formats.md. */
export const knownKey = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
export const knownSalt = Buffer.from(Array.from({ length: 24 }, (_, index) => 0x40 + index));
export const knownIds: ObjectIds = {
  vaultId: '11111111-1111-4111-8111-111111111111',
  mediaId: '22222222-2222-4222-8222-222222222222',
  objectId: '33333333-3333-4333-8333-333333333333',
  dataKeyId: '44444444-4444-4444-8444-444444444444',
};

export function knownPlaintext(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, index) => index % 251));
}

/** Seals in one go, or in steps of `step` bytes. */
export function sealWith(plain: Buffer, options: Partial<SealOptions> = {}): Buffer {
  const { key = knownKey, ids = knownIds, salt = knownSalt, step = plain.length } = options;
  const sealer = new Sealer(key, ids, salt);
  for (let at = 0; at < plain.length; at += step) sealer.update(plain.subarray(at, at + step));
  sealer.end();
  return sealer.take();
}

interface SealOptions {
  key: Buffer;
  ids: ObjectIds;
  salt: Buffer;
  step: number;
}

/** Opens a whole object, whose claimed plaintext length is `length`. */
export function openWhole(object: Buffer, length: number, key = knownKey, ids = knownIds): Buffer {
  const header = object.subarray(0, 136);
  const opener = openHeader(key, { ids, length }, { header, size: object.length }).whole();
  const pieces = opener.push(object.subarray(136));
  opener.finish();
  return Buffer.concat(pieces);
}

/** The reason and chunk with which an attempt is refused. */
export function refusalOf(attempt: () => unknown): { reason: string; chunk: number | null } {
  try {
    attempt();
  } catch (error) {
    if (error instanceof SealedError) return { reason: error.reason, chunk: error.chunk };
    throw error;
  }
  return { reason: 'opened', chunk: null };
}
