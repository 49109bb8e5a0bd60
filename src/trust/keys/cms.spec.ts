import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newCertificateKey, selfSignedCertificate } from './certificate';
import { signDetached } from './cms';

const content = 'what is signed\r\nbyte for byte\n';
const at = new Date('2026-11-25T07:00:00Z');

describe('a detached signature', () => {
  let folder: string;
  let signer: { certificate: string; privateKey: string };

  beforeAll(async () => {
    const privateKey = await newCertificateKey();
    const facts = { commonName: 'strongroom/1a2b3c4d', hostNames: [], notBefore: new Date('2026-11-22T20:00:00Z') };
    signer = { privateKey, certificate: selfSignedCertificate(privateKey, facts) };
    folder = mkdtempSync(join(tmpdir(), 'strongroom-cms-'));
    writeFileSync(join(folder, 'certificate.pem'), signer.certificate);
    writeFileSync(join(folder, 'content'), content);
    writeFileSync(join(folder, 'changed'), content.replace('signed', 'sighed'));
    const digest = createHash('sha256').update(content).digest();
    writeFileSync(join(folder, 'signature.p7s'), signDetached(digest, signer, at));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const openssl = (...args: string[]): string =>
    execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const verify = (file: string): string =>
    openssl(
      ...['cms', '-verify', '-binary', '-inform', 'DER', '-in', 'signature.p7s', '-content', file],
      ...['-CAfile', 'certificate.pem', '-attime', String(at.getTime() / 1000)],
    );

  it('is accepted by openssl', () => {
    expect(verify('content')).toBe(content);
  });

  it('is refused over other content', () => {
    expect(() => verify('changed')).toThrow(/digest|verification failure/i);
  });

  it('says when and with what', () => {
    const text = openssl('cms', '-cmsout', '-print', '-inform', 'DER', '-in', 'signature.p7s');
    expect(text).toContain('Nov 25 07:00:00 2026 GMT');
    expect(text).toMatch(/digestAlgorithm:\s+algorithm: sha256/);
    expect(text).toContain('eContent: <ABSENT>');
  });

  it('is the same for the same time', () => {
    const digest = createHash('sha256').update(content).digest();
    expect(signDetached(digest, signer, at)).toEqual(signDetached(digest, signer, at));
  });

  it('is made over a digest only', () => {
    expect(() => signDetached(Buffer.from(content), signer, at)).toThrow(RangeError);
  });
});
