import { createPrivateKey, createPublicKey, generateKeyPair, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import * as forge from 'node-forge';
import { secureRandom } from '../../kernel';

/** In the package, but not in its types. */
const { getTBSCertificate } = forge.pki as typeof forge.pki & {
  getTBSCertificate: (certificate: forge.pki.Certificate) => forge.asn1.Asn1;
};

/** What the installation's certificate says. */
export interface CertificateFacts {
  /** The C2SP-like name of the installation, e.g. `strongroom/1a2b3c4d`. */
  readonly commonName: string;
  /** Names and addresses that TLS clients may call it by besides localhost, 127.0.0.1 and ::1. */
  readonly hostNames: readonly string[];
  readonly notBefore: Date;
}

/**
 * Ten years, as long as the longest retention of what is signed with it: a bundle made today must verify on the last day
 * on which its items may be asked for. Browsers that limit a server's certificate to less get one from their own CA.
 */
const lifeYears = 10;
const sha256WithRsa = '1.2.840.113549.1.1.11';

/** A new RSA-3072 private key, PKCS#8 PEM, made by node:crypto. */
export async function newCertificateKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 3072 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/**
 * The installation's self-signed X.509 certificate (PEM): it signs evidence and serves HTTPS until a better one is given.
 * node-forge writes the structure only; the signature is node:crypto's.
 */
export function selfSignedCertificate(privateKeyPem: string, facts: CertificateFacts): string {
  const key = createPrivateKey(privateKeyPem);
  const certificate = forge.pki.createCertificate();
  const name = [{ name: 'commonName', value: facts.commonName }];
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKeyOf(key));
  certificate.serialNumber = serialNumber();
  certificate.validity.notBefore = facts.notBefore;
  certificate.validity.notAfter = yearsAfter(facts.notBefore, lifeYears);
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions(extensions(facts.hostNames));
  return signed(certificate, key);
}

function extensions(hostNames: readonly string[]): object[] {
  const hosts = [...new Set(['localhost', '127.0.0.1', '::1', ...hostNames])];
  const altNames = hosts.map((host) => (isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host }));
  return [
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, nonRepudiation: true, critical: true },
    // emailProtection is what `openssl cms -verify` asks of a signer once any extended usage is named.
    { name: 'extKeyUsage', serverAuth: true, emailProtection: true },
    { name: 'subjectAltName', altNames },
    { name: 'subjectKeyIdentifier' },
  ];
}

function signed(certificate: forge.pki.Certificate, key: KeyObject): string {
  certificate.signatureOid = sha256WithRsa;
  certificate.siginfo.algorithmOid = sha256WithRsa;
  const body = forge.asn1.toDer(getTBSCertificate(certificate)).getBytes();
  certificate.signature = sign('sha256', Buffer.from(body, 'latin1'), key).toString('latin1');
  return forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n');
}

function publicKeyOf(key: KeyObject): string {
  return createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
}

/** Positive and 16 bytes long: the first byte lies between 40 and 7f. */
function serialNumber(): string {
  const bytes = secureRandom(16);
  bytes[0] = 0x40 | (bytes.readUInt8(0) & 0x3f);
  return bytes.toString('hex');
}

function yearsAfter(from: Date, years: number): Date {
  const day = new Date(from);
  day.setUTCFullYear(day.getUTCFullYear() + years);
  return day;
}
