import { randomBytes } from 'node:crypto';

/** Bytes from the operating system's generator. */
export function secureRandom(length: number): Buffer {
  return randomBytes(length);
}

/** A secret of 256 bits in URL-safe text, for sessions, one-time links and client credentials. */
export function newSecret(): string {
  return secureRandom(32).toString('base64url');
}

/** A number in [0, 1) for spreading retries. Not for secrets. */
export function jitter(): number {
  return secureRandom(4).readUInt32BE(0) / 2 ** 32;
}
