import { createPrivateKey, sign } from 'node:crypto';
import * as forge from 'node-forge';

/*
 * A detached CMS SignedData (RFC 5652) with one signer:
 *   ContentInfo { signedData, SignedData { 1, { sha256 }, { data }, [0] { certificate }, {
 *     SignerInfo { 1, issuer and serial number, sha256, [0] signed attributes, rsaEncryption, signature } } } }
 * The signature is RSA PKCS#1 v1.5 with SHA-256 over the DER of the attributes as a SET: content type, signing time and
 * the digest of the content. node-forge writes the structure only; the signature is node:crypto's.
 */

const { asn1, pki } = forge;
const { Class, Type } = asn1;
const oid = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  sha256: '2.16.840.1.101.3.4.2.1',
  rsaEncryption: '1.2.840.113549.1.1.1',
} as const;

/** Who signs: a certificate and its RSA key, both PEM. */
export interface CmsSigner {
  readonly certificate: string;
  readonly privateKey: string;
}

/** Signs content by its SHA-256, so that content of any size is signed in constant memory. DER. */
export function signDetached(sha256: Buffer, signer: CmsSigner, at: Date): Buffer {
  if (sha256.length !== 32) throw new RangeError('a SHA-256 has 32 bytes');
  const certificate = pki.certificateFromPem(signer.certificate);
  const attributes = signedAttributes(sha256, at);
  const signature = sign('sha256', der(set(attributes)), createPrivateKey(signer.privateKey));
  const signedData = sequence([
    integer(1),
    set([algorithm(oid.sha256)]),
    sequence([objectId(oid.data)]),
    tagged([pki.certificateToAsn1(certificate)]),
    set([signerInfo(certificate, attributes, signature)]),
  ]);
  return der(sequence([objectId(oid.signedData), tagged([signedData])]));
}

function signerInfo(
  certificate: forge.pki.Certificate,
  attributes: forge.asn1.Asn1[],
  signature: Buffer,
): forge.asn1.Asn1 {
  const issuer = pki.distinguishedNameToAsn1(certificate.issuer);
  const serial = asn1.create(Class.UNIVERSAL, Type.INTEGER, false, forge.util.hexToBytes(certificate.serialNumber));
  return sequence([
    integer(1),
    sequence([issuer, serial]),
    algorithm(oid.sha256),
    tagged(attributes),
    algorithm(oid.rsaEncryption),
    octets(signature),
  ]);
}

/** In the order of their encodings, as DER wants a SET OF. */
function signedAttributes(sha256: Buffer, at: Date): forge.asn1.Asn1[] {
  const time = asn1.create(Class.UNIVERSAL, Type.UTCTIME, false, asn1.dateToUtcTime(at));
  const attributes = [
    attribute(oid.contentType, objectId(oid.data)),
    attribute(oid.signingTime, time),
    attribute(oid.messageDigest, octets(sha256)),
  ];
  return attributes.sort((one, other) => Buffer.compare(der(one), der(other)));
}

function attribute(type: string, value: forge.asn1.Asn1): forge.asn1.Asn1 {
  return sequence([objectId(type), set([value])]);
}

function algorithm(type: string): forge.asn1.Asn1 {
  return sequence([objectId(type), asn1.create(Class.UNIVERSAL, Type.NULL, false, '')]);
}

function objectId(type: string): forge.asn1.Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.OID, false, asn1.oidToDer(type).getBytes());
}

function integer(value: number): forge.asn1.Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.INTEGER, false, asn1.integerToDer(value).getBytes());
}

function octets(bytes: Buffer): forge.asn1.Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.OCTETSTRING, false, bytes.toString('latin1'));
}

function sequence(members: forge.asn1.Asn1[]): forge.asn1.Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, members);
}

function set(members: forge.asn1.Asn1[]): forge.asn1.Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.SET, true, members);
}

/** Under the context-specific tag [0], whose number is that of `Type.NONE`. */
function tagged(members: forge.asn1.Asn1[]): forge.asn1.Asn1 {
  return asn1.create(Class.CONTEXT_SPECIFIC, Type.NONE, true, members);
}

function der(value: forge.asn1.Asn1): Buffer {
  return Buffer.from(asn1.toDer(value).getBytes(), 'latin1');
}
