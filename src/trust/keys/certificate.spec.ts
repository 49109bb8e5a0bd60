import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { newCertificateKey, selfSignedCertificate } from './certificate';

const facts = {
  commonName: 'strongroom/1a2b3c4d',
  hostNames: ['vault.example', 'localhost', '192.0.2.7'],
  notBefore: new Date('2026-11-22T20:00:00Z'),
};

describe("the installation's certificate", () => {
  let key: string;
  let pem: string;
  let folder: string;

  beforeAll(async () => {
    key = await newCertificateKey();
    pem = selfSignedCertificate(key, facts);
    folder = mkdtempSync(join(tmpdir(), 'strongroom-certificate-'));
    writeFileSync(join(folder, 'certificate.pem'), pem);
    writeFileSync(join(folder, 'key.pem'), key);
    writeFileSync(join(folder, 'report.txt'), 'what is signed');
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const openssl = (...args: string[]): string =>
    execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

  it('is read by openssl as meant', () => {
    const text = openssl('x509', '-in', 'certificate.pem', '-noout', '-text');
    expect(text).toContain('Public-Key: (3072 bit)');
    expect(text).toContain('Signature Algorithm: sha256WithRSAEncryption');
    expect(text).toContain(
      'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:vault.example, IP Address:192.0.2.7',
    );
    expect(text).toMatch(/Key Usage: critical\s+Digital Signature, Non Repudiation\n/);
    expect(text).toMatch(/Extended Key Usage:\s+TLS Web Server Authentication, E-mail Protection/);
    expect(text).toMatch(/Not After : Nov 22 20:00:00 2036 GMT/);
  });

  it('verifies with openssl as its own anchor', () => {
    const verdict = openssl(
      'verify',
      '-x509_strict',
      '-purpose',
      'sslserver',
      '-attime',
      '1800000000',
      '-CAfile',
      'certificate.pem',
      'certificate.pem',
    );
    expect(verdict).toBe('certificate.pem: OK\n');
  });

  it('belongs to its private key', () => {
    const certificate = new X509Certificate(pem);
    expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  it('signs what openssl accepts as evidence', () => {
    openssl(
      'cms',
      '-sign',
      '-binary',
      '-in',
      'report.txt',
      '-signer',
      'certificate.pem',
      '-inkey',
      'key.pem',
      '-outform',
      'DER',
      '-out',
      'report.p7s',
    );
    const verify = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', 'report.p7s', '-content', 'report.txt'];
    expect(openssl(...verify, '-attime', '1800000000', '-CAfile', 'certificate.pem')).toBe('what is signed');
  });

  it('names the hosts it serves', () => {
    const certificate = new X509Certificate(pem);
    for (const host of ['localhost', 'vault.example']) expect(certificate.checkHost(host)).toBe(host);
    for (const address of ['127.0.0.1', '::1', '192.0.2.7']) expect(certificate.checkIP(address)).toBe(address);
  });

  it('serves TLS to a client that trusts it', async () => {
    const fresh = selfSignedCertificate(key, { ...facts, notBefore: new Date() });
    const server = createServer({ key, cert: fresh }, (socket) => socket.end('sealed'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = connect({ port, host: '127.0.0.1', ca: fresh, servername: 'localhost' });
    const [answer] = (await once(client, 'data')) as [Buffer];
    expect({ answer: answer.toString(), authorized: client.authorized }).toEqual({
      answer: 'sealed',
      authorized: true,
    });
    client.destroy();
    server.close();
    await once(server, 'close');
  });

  it('has a serial number of its own', () => {
    const again = new X509Certificate(selfSignedCertificate(key, facts));
    expect(again.serialNumber).not.toBe(new X509Certificate(pem).serialNumber);
  });
});
