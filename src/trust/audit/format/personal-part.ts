import { createHmac, timingSafeEqual } from 'node:crypto';
import { secureRandom } from '../../../kernel';
import { canonicalJson, parseCanonical } from './canonical';

/*
 * A personal part of an entry. The leaf holds only base64 HMAC-SHA256(salt, JCS(payload)); what is sealed in the
 * erasable row is
 *   salt 32 random bytes ‖ JCS(payload)
 * so that after erasure the commitment says nothing: the salt is gone with the payload.
 */

/** Personal facts by name, such as `ip`, `userAgent`, `fileName`. Values are text, never nested. */
export type PersonalPayload = Readonly<Record<string, string>>;

const saltLength = 32;

export interface OpenedPart {
  readonly payload: PersonalPayload;
  readonly salt: Buffer;
}

export function commitment(part: OpenedPart): string {
  if (part.salt.length !== saltLength) throw new RangeError('a salt has 32 bytes');
  return createHmac('sha256', part.salt).update(canonicalJson(part.payload)).digest('base64');
}

/** Makes the bytes to seal and the commitment for the leaf, with a fresh salt. */
export function packPersonalPart(payload: PersonalPayload): { plain: Buffer; commitment: string } {
  const part = { payload, salt: secureRandom(saltLength) };
  return { plain: Buffer.concat([part.salt, Buffer.from(canonicalJson(payload))]), commitment: commitment(part) };
}

/** Reads what `packPersonalPart` packed. Throws for anything else. */
export function unpackPersonalPart(plain: Uint8Array): OpenedPart {
  const payload = parseCanonical(plain.subarray(saltLength));
  if (plain.length <= saltLength || !isPayload(payload)) throw new RangeError('not a personal part');
  return { payload, salt: Buffer.from(plain.subarray(0, saltLength)) };
}

export function commitmentHolds(part: OpenedPart, expected: string): boolean {
  const mine = Buffer.from(commitment(part));
  const theirs = Buffer.from(expected);
  return mine.length === theirs.length && timingSafeEqual(mine, theirs);
}

function isPayload(value: unknown): value is PersonalPayload {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((item) => typeof item === 'string');
}
