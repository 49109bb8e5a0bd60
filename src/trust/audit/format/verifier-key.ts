import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { rawPublicKey } from './note';

/*
 * A verifier key (c2sp.org/signed-note): <name>+<hex key id>+<base64(type ‖ 32-byte Ed25519 public key)>
 * with key id = SHA-256(name ‖ 0A ‖ type ‖ public key)[:4]. Type 01 signs notes, type 04 cosigns checkpoints.
 */

export type VerifierKeyType = 1 | 4;

export interface VerifierKey {
  readonly name: string;
  readonly type: VerifierKeyType;
  readonly publicKey: KeyObject;
}

export function keyId({ name, type, publicKey }: VerifierKey): Buffer {
  const named = Buffer.concat([Buffer.from(`${name}\n`), Buffer.from([type]), rawPublicKey(publicKey)]);
  return createHash('sha256').update(named).digest().subarray(0, 4);
}

export function renderVerifierKey(key: VerifierKey): string {
  const encoded = Buffer.concat([Buffer.from([key.type]), rawPublicKey(key.publicKey)]).toString('base64');
  return `${key.name}+${keyId(key).toString('hex')}+${encoded}`;
}

/** Reads a key; null where it is of another type or form, or its id is not its own. */
export function parseVerifierKey(text: string): VerifierKey | null {
  const [, name = '', id = '', encoded = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  const type = bytes[0];
  if (bytes.length !== 33 || bytes.toString('base64') !== encoded || (type !== 1 && type !== 4)) return null;
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.subarray(1).toString('base64url') };
  const key: VerifierKey = { name, type, publicKey: createPublicKey({ key: jwk, format: 'jwk' }) };
  return keyId(key).toString('hex') === id ? key : null;
}
