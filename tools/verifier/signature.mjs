import { concat } from './bytes.mjs';
import { contentOf, derTags, membersOf, NotDer, oidOf, readDer, valueIn } from './der.mjs';

export const hashOids = new Map([
  ['2.16.840.1.101.3.4.2.1', 'SHA-256'],
  ['2.16.840.1.101.3.4.2.2', 'SHA-384'],
  ['2.16.840.1.101.3.4.2.3', 'SHA-512'],
]);

/** What a signature's algorithm says; one that names no hash leaves it to where it is used. */
export const signatureOids = new Map([
  ['1.2.840.113549.1.1.1', { scheme: 'RSA', hash: null }],
  ['1.2.840.113549.1.1.11', { scheme: 'RSA', hash: 'SHA-256' }],
  ['1.2.840.113549.1.1.12', { scheme: 'RSA', hash: 'SHA-384' }],
  ['1.2.840.113549.1.1.13', { scheme: 'RSA', hash: 'SHA-512' }],
  ['1.2.840.10045.2.1', { scheme: 'ECDSA', hash: null }],
  ['1.2.840.10045.4.3.2', { scheme: 'ECDSA', hash: 'SHA-256' }],
  ['1.2.840.10045.4.3.3', { scheme: 'ECDSA', hash: 'SHA-384' }],
  ['1.2.840.10045.4.3.4', { scheme: 'ECDSA', hash: 'SHA-512' }],
]);

const curves = new Map([
  ['1.2.840.10045.3.1.7', { name: 'P-256', length: 32 }],
  ['1.3.132.0.34', { name: 'P-384', length: 48 }],
  ['1.3.132.0.35', { name: 'P-521', length: 66 }],
]);

export async function digest(hash, bytes) {
  return new Uint8Array(await globalThis.crypto.subtle.digest(hash, bytes));
}

/** Whether a signature under the key of a certificate holds; null where this verifier does not know how it was made. */
export async function signatureHolds({ scheme, hash, spki, signature, bytes }) {
  if (scheme === undefined || hash === null || hash === undefined) return null;
  const [keyOid, parameters] = readDer(() => algorithmOf(spki)) ?? [];
  if (signatureOids.get(keyOid)?.scheme !== scheme) return keyOid === undefined ? false : null;
  if (scheme === 'RSA') return verifies({ name: 'RSASSA-PKCS1-v1_5', hash }, { spki, signature, bytes });
  const curve = curves.get(readDer(() => oidOf(parameters)));
  if (curve === undefined) return null;
  const pair = readDer(() => pairOf(signature, curve.length));
  if (pair === null) return false;
  return verifies({ name: 'ECDSA', namedCurve: curve.name, hash }, { spki, signature: pair, bytes });
}

async function verifies(algorithm, { spki, signature, bytes }) {
  try {
    const { subtle } = globalThis.crypto;
    const key = await subtle.importKey('spki', spki, algorithm, false, ['verify']);
    return await subtle.verify(algorithm, key, signature, bytes);
  } catch {
    return false;
  }
}

function algorithmOf(spki) {
  const [algorithm] = membersOf(valueIn(spki), derTags.sequence);
  const [oid, parameters] = membersOf(algorithm, derTags.sequence);
  return [oidOf(oid), parameters];
}

/** The two numbers of an ECDSA signature as WebCrypto wants them: of one length, one after the other. */
function pairOf(signature, length) {
  const numbers = membersOf(valueIn(signature), derTags.sequence).map((value) => contentOf(value, derTags.integer));
  if (numbers.length !== 2) throw new NotDer();
  return concat(...numbers.map((number) => padded(number, length)));
}

function padded(number, length) {
  const digits = number[0] === 0 ? number.subarray(1) : number;
  if (digits.length > length || (number[0] ?? 0) >= 0x80) throw new NotDer();
  return concat(new Uint8Array(length - digits.length), digits);
}
