import { concat } from './bytes.mjs';
import { contentOf, derTags, membersOf, NotDer, oidOf, readDer, valueIn } from './der.mjs';
import { pssHolds, pssOid, readPss } from './rsa-pss.mjs';
import { verifies } from './web-crypto.mjs';

/** What a signature's algorithm says; one that names no hash leaves it to where it is used. */
const signatureOids = new Map([
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

/** How a signature was made, as its algorithm says: scheme, hash and length of the salt. Without a scheme it is not known here. */
export function signatureKindOf(algorithm) {
  const [oid, parameters] = membersOf(algorithm, derTags.sequence);
  return oidOf(oid) === pssOid ? readPss(parameters) : (signatureOids.get(oidOf(oid)) ?? {});
}

/** Whether a signature under the key of a certificate holds; null where this verifier does not know how it was made. */
export async function signatureHolds({ scheme, hash, saltLength, spki, signature, bytes }) {
  if (scheme === undefined || hash === null || hash === undefined) return null;
  const [keyOid, parameters] = readDer(() => algorithmOf(spki)) ?? [];
  if (keyOid === undefined) return false;
  if (scheme === 'RSA-PSS') return pssHolds({ hash, saltLength }, { spki, signature, bytes });
  if (signatureOids.get(keyOid)?.scheme !== scheme) return null;
  const spkiKey = { format: 'spki', key: spki };
  if (scheme === 'RSA') return verifies({ name: 'RSASSA-PKCS1-v1_5', hash }, { ...spkiKey, signature, bytes });
  const curve = curves.get(readDer(() => oidOf(parameters)));
  if (curve === undefined) return null;
  const pair = readDer(() => pairOf(signature, curve.length));
  if (pair === null) return false;
  return verifies({ name: 'ECDSA', namedCurve: curve.name, hash }, { ...spkiKey, signature: pair, bytes });
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
