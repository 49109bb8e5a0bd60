import { base64, uint } from './bytes.mjs';
import { contentOf, contextTag, derTags, membersOf, NotDer, oidOf, readDer, valueIn } from './der.mjs';
import { hashOids, verifies } from './web-crypto.mjs';

/** RSASSA-PSS as RFC 4055 has it in certificates and CMS: what it was made with stands in its parameters. */

export const pssOid = '1.2.840.113549.1.1.10';
const rsaOid = '1.2.840.113549.1.1.1';
const mgf1Oid = '1.2.840.113549.1.1.8';

/** Scheme, hash and salt. No scheme where it is not known here: SHA-1, which is meant where nothing is said, or two hashes. */
export function readPss(parameters) {
  const listed = parameters === undefined ? [] : membersOf(parameters, derTags.sequence);
  const members = new Map(listed.map(({ tag, content }) => [tag, valueIn(content)]));
  if (members.size !== listed.length) throw new NotDer();
  const [hash, mask, salt, trailer] = [0, 1, 2, 3].map((n) => members.get(contextTag(n)));
  const known = hash === undefined ? undefined : hashIn(hash);
  if (known === undefined || mask === undefined || maskHashIn(mask) !== known) return {};
  if (trailer !== undefined && smallIntegerOf(trailer) !== 1) return {};
  return { scheme: 'RSA-PSS', hash: known, saltLength: salt === undefined ? 20 : smallIntegerOf(salt) };
}

/** Whether a signature holds; null where the key is not RSA's, or is bound to a way that is not known here. */
export async function pssHolds({ hash, saltLength }, { spki, signature, bytes }) {
  const key = readDer(() => rsaKeyIn(spki));
  if (key === null || (key.bound !== null && key.bound.scheme === undefined)) return null;
  if (key.bound !== null && (key.bound.hash !== hash || saltLength < key.bound.saltLength)) return false;
  const jwk = { kty: 'RSA', n: base64url(key.modulus), e: base64url(key.exponent) };
  return verifies({ name: 'RSA-PSS', hash, saltLength }, { format: 'jwk', key: jwk, signature, bytes });
}

/** A key for RSA in general, or for PSS alone; `bound` is what such a key demands, null where it demands nothing. */
function rsaKeyIn(spki) {
  const [algorithm, bits] = membersOf(valueIn(spki), derTags.sequence);
  const [oid, parameters] = membersOf(algorithm, derTags.sequence);
  if (![rsaOid, pssOid].includes(oidOf(oid))) throw new NotDer();
  const content = contentOf(bits, derTags.bits);
  const numbers = membersOf(valueIn(content.subarray(1)), derTags.sequence);
  if (content[0] !== 0 || numbers.length !== 2) throw new NotDer();
  const [modulus, exponent] = numbers.map((number) => contentOf(number, derTags.integer));
  const isBound = oidOf(oid) === pssOid && parameters !== undefined;
  return { modulus, exponent, bound: isBound ? readPss(parameters) : null };
}

function maskHashIn(mask) {
  const [oid, hash] = membersOf(mask, derTags.sequence);
  return oidOf(oid) === mgf1Oid && hash !== undefined ? hashIn(hash) : null;
}

function hashIn(algorithm) {
  return hashOids.get(oidOf(membersOf(algorithm, derTags.sequence)[0]));
}

function smallIntegerOf(value) {
  const content = contentOf(value, derTags.integer);
  if (content.length === 0 || content.length > 2 || content[0] >= 0x80) throw new NotDer();
  return uint(content, 0, content.length);
}

/** Without the zero that DER puts before a number whose first bit is set. */
function base64url(number) {
  const digits = number[0] === 0 ? number.subarray(1) : number;
  return base64(digits).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
