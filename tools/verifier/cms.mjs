import { concat, equal, hex } from './bytes.mjs';
import { readCertificate } from './certificate.mjs';
import {
  contentOf,
  contextTag,
  derTags,
  membersOf,
  NotDer,
  oidOf,
  readDer,
  timeOf,
  valueIn,
  valuesIn,
} from './der.mjs';
import { signatureHolds, signatureKindOf } from './signature.mjs';
import { digest, hashOids } from './web-crypto.mjs';

/** A CMS SignedData (RFC 5652) with one signer who signed attributes, which is what OpenSSL, node-forge and TSAs make. */

const oids = {
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
};

/** Reads it without believing it; null where the bytes are none. `content` is null where it is detached. */
export function readSignedData(bytes) {
  return readDer(() => {
    const [type, wrapped] = membersOf(valueIn(bytes), derTags.sequence);
    if (oidOf(type) !== oids.signedData) throw new NotDer();
    const signedData = valueIn(contentOf(wrapped, contextTag(0)));
    const [, , encapsulated, ...rest] = membersOf(signedData, derTags.sequence);
    const [contentType, content] = membersOf(encapsulated, derTags.sequence);
    const certificates = rest.filter(({ tag }) => tag === contextTag(0)).flatMap((set) => valuesIn(set.content));
    const signers = membersOf(rest.at(-1), derTags.set);
    if (signers.length !== 1) throw new NotDer();
    return {
      type: oidOf(contentType),
      content: content === undefined ? null : contentOf(valueIn(contentOf(content, contextTag(0))), derTags.octets),
      certificates: certificates.map(({ whole }) => readCertificate(whole)).filter((read) => read !== null),
      signer: readSigner(signers[0]),
    };
  });
}

function readSigner(value) {
  const [, sid, digestAlgorithm, attributes, algorithm, signature] = membersOf(value, derTags.sequence);
  const [issuer, serial] = membersOf(sid, derTags.sequence);
  const listed = valuesIn(contentOf(attributes, contextTag(0)));
  const values = listed.map((attribute) => {
    const [type, set] = membersOf(attribute, derTags.sequence);
    const members = membersOf(set, derTags.set);
    if (members.length !== 1) throw new NotDer();
    return [oidOf(type), members[0]];
  });
  if (new Set(values.map(([oid]) => oid)).size !== values.length) throw new NotDer();
  return {
    ...{ issuer: issuer.whole, serial: contentOf(serial, derTags.integer) },
    hash: hashOids.get(oidOf(membersOf(digestAlgorithm, derTags.sequence)[0])) ?? null,
    // Signed as the SET that they are, not under the tag that they stand under.
    signed: concat(Uint8Array.of(derTags.set), attributes.whole.subarray(1)),
    attributes: new Map(values),
    kind: signatureKindOf(algorithm),
    signature: contentOf(signature, derTags.octets),
  };
}

/**
 * Whether the signature is over this content. Answers the certificate that it holds under (which may be anybody's) and
 * the time that the signer claims; `holds` is null where it was made in a way that this verifier does not know.
 */
export async function checkSignedData({ type, certificates, signer }, content) {
  const certificate =
    certificates.find(({ issuer, serial }) => equal(issuer, signer.issuer) && equal(serial, signer.serial)) ?? null;
  if (certificate === null) return { holds: false, certificate: null, at: null };
  const at = readDer(() => timeOf(signer.attributes.get(oids.signingTime)));
  return { holds: await holds({ type, signer, certificate }, content), certificate, at };
}

async function holds({ type, signer, certificate }, content) {
  const { attributes, hash, kind, signature, signed } = signer;
  if (hash === null) return null;
  const says = readDer(() => contentOf(attributes.get(oids.messageDigest), derTags.octets));
  if (readDer(() => oidOf(attributes.get(oids.contentType))) !== type || says === null) return false;
  if (hex(await digest(hash, content)) !== hex(says)) return false;
  if (kind.scheme !== undefined && kind.hash !== null && kind.hash !== hash) return false;
  return signatureHolds({ ...kind, hash, spki: certificate.spki, signature, bytes: signed });
}
