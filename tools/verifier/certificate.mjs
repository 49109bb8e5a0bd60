import { base64, fromBase64, hex, text } from './bytes.mjs';
import { contentOf, contextTag, derTags, membersOf, NotDer, oidOf, readDer, timeOf, valueIn } from './der.mjs';
import { signatureHolds, signatureKindOf } from './signature.mjs';

const nameOids = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
]);
const extensionOids = { basicConstraints: '2.5.29.19', extendedKeyUsage: '2.5.29.37' };
const timeStamping = '1.3.6.1.5.5.7.3.8';

/** What there is to know of an X.509 certificate for checking a signature; null where the bytes are none. */
export function readCertificate(bytes) {
  return readDer(() => {
    const [tbs, algorithm, bits] = membersOf(valueIn(bytes), derTags.sequence);
    const members = membersOf(tbs, derTags.sequence);
    if (members[0]?.tag === contextTag(0)) members.shift();
    const [serial, , issuer, validity, subject, spki] = members;
    const [notBefore, notAfter] = membersOf(validity, derTags.sequence).map(timeOf);
    const extensions = extensionsIn(members.find(({ tag }) => tag === contextTag(3)));
    return {
      ...{ bytes, tbs: tbs.whole, serial: contentOf(serial, derTags.integer), issuer: issuer.whole },
      ...{ subject: subject.whole, name: nameOf(subject), spki: spki.whole, notBefore, notAfter },
      kind: signatureKindOf(algorithm),
      signature: bitsOf(bits),
      isAuthority: isAuthority(extensions.get(extensionOids.basicConstraints)),
      stampsTime: stampsTime(extensions.get(extensionOids.extendedKeyUsage)),
    };
  });
}

/** The certificates in a PEM text; null where one of them is none. */
export function readPem(pem) {
  const blocks = [...pem.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+?)-----END CERTIFICATE-----/g)];
  const found = blocks.map(([, body]) => {
    const bytes = fromBase64(body.replace(/\s/g, ''));
    return bytes === null ? null : readCertificate(bytes);
  });
  return found.length === 0 || found.includes(null) ? null : found;
}

/** Whether a chain of at most four leads from the signer to a root, all of it valid at that time. */
export async function leadsTo(roots, { signer, between, at }) {
  let current = signer;
  for (let depth = 0; depth < 4 && isValidAt(current, at); depth += 1) {
    for (const root of roots)
      if (isValidAt(root, at) && (base64(root.bytes) === base64(current.bytes) || (await isIssuedBy(current, root))))
        return true;
    let next = null;
    for (const candidate of between)
      if (candidate.isAuthority && (await isIssuedBy(current, candidate))) next = candidate;
    if (next === null) return false;
    current = next;
  }
  return false;
}

export function isValidAt({ notBefore, notAfter }, at) {
  return notBefore <= at && at <= notAfter;
}

async function isIssuedBy(certificate, issuer) {
  if (hex(certificate.issuer) !== hex(issuer.subject)) return false;
  const { kind, signature, tbs } = certificate;
  const claim = { ...kind, spki: issuer.spki, signature, bytes: tbs };
  return (await signatureHolds(claim)) === true;
}

function bitsOf(value) {
  const [unused, ...bytes] = contentOf(value, derTags.bits);
  if (unused !== 0) throw new NotDer();
  return Uint8Array.from(bytes);
}

/** Identifier → value; critical or not makes no difference to what is asked here. */
function extensionsIn(wrapped) {
  if (wrapped === undefined) return new Map();
  const listed = membersOf(valueIn(wrapped.content), derTags.sequence);
  return new Map(
    listed.map((extension) => {
      const members = membersOf(extension, derTags.sequence);
      return [oidOf(members[0]), contentOf(members.at(-1), derTags.octets)];
    }),
  );
}

function isAuthority(extension) {
  if (extension === undefined) return false;
  const [flag] = membersOf(valueIn(extension), derTags.sequence);
  return flag?.tag === derTags.boolean && flag.content.length === 1 && flag.content[0] === 0xff;
}

/** RFC 3161, 2.3: for nothing but stamping. */
function stampsTime(extension) {
  if (extension === undefined) return false;
  const usages = membersOf(valueIn(extension), derTags.sequence).map(oidOf);
  return usages.length === 1 && usages[0] === timeStamping;
}

/** `CN=…, O=…`, without characters that could make it look like something else. */
function nameOf(name) {
  const parts = membersOf(name, derTags.sequence).flatMap((set) => membersOf(set, derTags.set));
  const written = parts.map((part) => {
    const [type, value] = membersOf(part, derTags.sequence);
    const oid = oidOf(type);
    return `${nameOids.get(oid) ?? oid}=${wordsOf(value)}`;
  });
  return written.join(', ');
}

function wordsOf({ tag, content }) {
  const isText = [derTags.utf8, derTags.printable, derTags.ia5, derTags.teletex].includes(tag);
  return isText ? text(content).replace(/[^\p{L}\p{N} .,:/@_-]/gu, '?') : hex(content);
}
