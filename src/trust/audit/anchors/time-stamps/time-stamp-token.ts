import { createHash, verify, X509Certificate } from 'node:crypto';
import {
  BadDer,
  contentOf,
  contextTag,
  der,
  derInteger,
  type DerValue,
  membersOf,
  oidOf,
  readValues,
  tags,
} from './der';

/*
 * RFC 3161. A request carries the SHA-256 of what is stamped and a nonce, and asks for the certificates. The token that
 * comes back is a CMS SignedData over a TSTInfo with both; its signer is certified for time stamping (RFC 3161, 2.3).
 */

const oids = {
  signedData: '1.2.840.113549.1.7.2',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
} as const;

const hashes: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

const sha256Algorithm = der(tags.sequence, Buffer.from('0609608648016503040201', 'hex'), der(tags.null));

function imprint(stamped: string): Buffer {
  return der(tags.sequence, sha256Algorithm, der(tags.octets, createHash('sha256').update(stamped).digest()));
}

export function renderRequest(stamped: string, nonce: Buffer): Buffer {
  const version = derInteger(Buffer.from([1]));
  const certificates = der(tags.boolean, Buffer.from([0xff]));
  return der(tags.sequence, version, imprint(stamped), derInteger(nonce), certificates);
}

/** The token in an authority's answer; null where it gives none. */
export function tokenOf(answer: Buffer): Buffer | null {
  try {
    const [response] = readValues(answer);
    const [statusInfo, token] = membersOf(response, tags.sequence);
    const [status] = membersOf(statusInfo, tags.sequence);
    const granted = contentOf(status, tags.integer);
    return granted.length === 1 && (granted[0] ?? 2) <= 1 && token?.tag === tags.sequence ? token.whole : null;
  } catch {
    return null;
  }
}

/** A token as an authority's answer, which is what other tools read (`openssl ts -verify -in`). */
export function renderResponse(token: Buffer): Buffer {
  return der(tags.sequence, der(tags.sequence, derInteger(Buffer.from([0]))), token);
}

export interface TokenClaim {
  readonly token: Buffer;
  /** What was stamped. */
  readonly stamped: string;
  /** The nonce of the request; null where an old token is looked at again. */
  readonly nonce: Buffer | null;
  /** Certificates that are trusted to certify time-stamping authorities. */
  readonly roots: readonly X509Certificate[];
}

/** When the authority saw what was stamped; null where the token does not hold, for whatever reason. */
export function stampedAt(claim: TokenClaim): Date | null {
  try {
    const signed = readSignedData(claim.token);
    const { at, nonce } = readInfo(signed.content, claim.stamped);
    if (claim.nonce !== null && nonce?.equals(derInteger(claim.nonce)) !== true) return null;
    const signer = signed.certificates.find((certificate) => isSignedBy(signed, certificate));
    return signer !== undefined && isTrusted(signer, signed.certificates, claim.roots, at) ? at : null;
  } catch {
    return null;
  }
}

interface SignedData {
  readonly content: Buffer;
  readonly certificates: readonly X509Certificate[];
  readonly hash: string;
  readonly attributes: DerValue;
  readonly signature: Buffer;
}

function readSignedData(token: Buffer): SignedData {
  const [type, wrapped] = membersOf(readValues(token)[0], tags.sequence);
  if (oidOf(type) !== oids.signedData) throw new BadDer();
  const [signedData] = membersOf(wrapped, contextTag(0));
  const [, , encapsulated, ...rest] = membersOf(signedData, tags.sequence);
  const [contentType, content] = membersOf(encapsulated, tags.sequence);
  if (oidOf(contentType) !== oids.tstInfo) throw new BadDer();
  const certificates = rest.filter(({ tag }) => tag === contextTag(0)).flatMap((set) => readValues(set.content));
  const signers = membersOf(rest.at(-1), tags.set);
  if (signers.length !== 1) throw new BadDer();
  const [, , digest, attributes, , signature] = membersOf(signers[0], tags.sequence);
  if (attributes?.tag !== contextTag(0)) throw new BadDer();
  return {
    content: contentOf(membersOf(content, contextTag(0))[0], tags.octets),
    certificates: certificates.map(({ whole }) => new X509Certificate(whole)),
    hash: hashes[oidOf(membersOf(digest, tags.sequence)[0])] ?? 'none',
    attributes,
    signature: contentOf(signature, tags.octets),
  };
}

/** Holds the TSTInfo against what should have been stamped. */
function readInfo(content: Buffer, stamped: string): { at: Date; nonce: Buffer | null } {
  const [, , found, , time, ...rest] = membersOf(readValues(content)[0], tags.sequence);
  const expected = createHash('sha256').update(stamped).digest();
  const [algorithm, digest] = membersOf(found, tags.sequence);
  const isSha256 = hashes[oidOf(membersOf(algorithm, tags.sequence)[0])] === 'sha256';
  if (!isSha256 || !contentOf(digest, tags.octets).equals(expected)) throw new BadDer();
  return {
    at: readTime(contentOf(time, tags.time).toString('latin1')),
    nonce: rest.find(({ tag }) => tag === tags.integer)?.whole ?? null,
  };
}

function readTime(text: string): Date {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?Z$/.exec(text);
  if (match === null) throw new BadDer();
  const [, year, month, day, hour, minute, second, fraction = ''] = match;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}Z`);
}

/** The signature covers the attributes, and one of them is the digest of the content. */
function isSignedBy({ content, hash, attributes, signature }: SignedData, certificate: X509Certificate): boolean {
  const values = new Map(
    readValues(attributes.content).map((attribute) => {
      const [type, set] = membersOf(attribute, tags.sequence);
      return [oidOf(type), membersOf(set, tags.set)[0]];
    }),
  );
  const digest = contentOf(values.get(oids.messageDigest), tags.octets);
  if (oidOf(values.get(oids.contentType)) !== oids.tstInfo) return false;
  if (!digest.equals(createHash(hash).update(content).digest())) return false;
  // Signed as the SET that they are, not under the tag that they stand under.
  return verify(hash, der(tags.set, attributes.content), certificate.publicKey, signature);
}

/** The signer may stamp times, and a chain of at most four leads to a root; all of it valid when it stamped. */
function isTrusted(
  signer: X509Certificate,
  between: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  at: Date,
): boolean {
  // Node names the extended key usage so.
  if (!signer.keyUsage.includes(oids.timeStamping) || signer.ca) return false;
  let current = signer;
  for (let depth = 0; depth < 4 && isValidAt(current, at); depth += 1) {
    if (roots.some((root) => isIssuedBy(current, root) && isValidAt(root, at))) return true;
    const next = between.find((candidate) => candidate.ca && isIssuedBy(current, candidate));
    if (next === undefined) return false;
    current = next;
  }
  return false;
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isValidAt({ validFrom, validTo }: X509Certificate, at: Date): boolean {
  return Date.parse(validFrom) <= at.getTime() && at.getTime() <= Date.parse(validTo);
}
