import { createHash } from 'node:crypto';

/** What the database knows of a secret of 256 random bits: a plain hash is enough where guessing is hopeless. */
export function hashOfSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

const sessionToken = /^[A-Za-z0-9_-]{43}$/;

export function isSessionToken(text: string): boolean {
  return sessionToken.test(text);
}
