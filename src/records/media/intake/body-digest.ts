import { createHash, type Hash, timingSafeEqual } from 'node:crypto';
import { InvalidRequest } from '../../../platform/http';
import { DigestMismatch } from '../media.errors';

/** Algorithms of RFC 9530 that are not deprecated. */
const algorithms: Readonly<Record<string, string>> = { 'sha-256': 'sha256', 'sha-512': 'sha512' };

interface Expected {
  readonly hash: Hash;
  readonly digest: Buffer;
}

/** Checks a body against the `Repr-Digest` and `Content-Digest` of its request (RFC 9530), while it streams by. */
export class BodyDigest {
  readonly #expected: readonly Expected[];

  constructor(headers: Readonly<Record<string, string | string[] | undefined>>) {
    this.#expected = ['repr-digest', 'content-digest'].flatMap((name) => expectedDigests(name, headers[name]));
  }

  update(bytes: Buffer): void {
    for (const { hash } of this.#expected) hash.update(bytes);
  }

  /** Throws `DigestMismatch` unless every digest that was named is right. */
  verify(): void {
    for (const { hash, digest } of this.#expected) {
      const found = hash.digest();
      if (found.length !== digest.length || !timingSafeEqual(found, digest)) throw new DigestMismatch();
    }
  }
}

/** Unknown algorithms are skipped, as the RFC asks; what is no digest field at all is refused. */
function expectedDigests(name: string, value: string | string[] | undefined): Expected[] {
  const text = Array.isArray(value) ? value.join(',') : value;
  if (text === undefined) return [];
  return text.split(',').flatMap((member) => {
    const [, algorithm = '', base64] = /^\s*([a-z0-9-]+)=:([A-Za-z0-9+/]+={0,2}):\s*$/.exec(member) ?? [];
    if (base64 === undefined) throw new InvalidRequest([{ pointer: name, code: 'malformed' }]);
    const hash = algorithms[algorithm];
    return hash === undefined ? [] : [{ hash: createHash(hash), digest: Buffer.from(base64, 'base64') }];
  });
}

/** `Repr-Digest` of a content whose SHA-256 is known. */
export function reprDigest(sha256: Buffer): string {
  return `sha-256=:${sha256.toString('base64')}:`;
}
