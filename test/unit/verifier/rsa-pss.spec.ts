import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPem } from '../../../tools/verifier/certificate.mjs';
import { madeBundle, madeLog } from './made-bundle';
import { check, type FileMap, open, wrong } from './made-log';

const manifest = 'strongroom-bundle-x/tagmanifest-sha256.txt';
const over = 'the signature is over this bundle';

describe('a bundle signed with RSA-PSS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-pss-'));
  let files: FileMap;
  afterAll(() => rmSync(folder, { recursive: true }));

  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  /** A certificate of its own for this kind of key; bound keys allow PSS alone. */
  function makeSigner(name: string, kind: string, ...options: string[]): void {
    const parameters = options.flatMap((option) => ['-pkeyopt', option]);
    openssl('genpkey', '-algorithm', kind, '-pkeyopt', 'rsa_keygen_bits:2048', ...parameters, '-out', `${name}.key`);
    openssl('req', '-x509', '-key', `${name}.key`, '-subj', '/CN=PSS', '-days', '9', '-out', `${name}.pem`);
  }
  /** The bundle under openssl's signature, checked by whoever has the certificate. */
  function signedBy(name: string, ...options: string[]) {
    writeFileSync(join(folder, 'manifest'), files.get(manifest) ?? '');
    const signer = ['-signer', `${name}.pem`, '-inkey', `${name}.key`, '-keyopt', 'rsa_padding_mode:pss'];
    openssl(
      'cms',
      '-sign',
      '-binary',
      '-nosmimecap',
      '-in',
      'manifest',
      '-outform',
      'DER',
      '-out',
      'p7s',
      ...signer,
      ...options,
    );
    const certificates = readPem(readFileSync(join(folder, `${name}.pem`), 'utf8')) ?? [];
    const signed = new Map(files).set(`${manifest}.p7s`, readFileSync(join(folder, 'p7s')));
    return { signed, trusted: { key: madeLog.key, certificates } };
  }

  beforeAll(async () => {
    files = await madeBundle('all');
    makeSigner('any', 'RSA');
    makeSigner('pss', 'RSA-PSS');
    const bound = ['rsa_pss_keygen_md:sha384', 'rsa_pss_keygen_mgf1_md:sha384', 'rsa_pss_keygen_saltlen:40'];
    makeSigner('bound', 'RSA-PSS', ...bound);
  }, 60_000);

  it.each([
    ['any', ['-md', 'sha256', '-keyopt', 'rsa_pss_saltlen:32']],
    ['any', ['-md', 'sha512', '-keyopt', 'rsa_pss_saltlen:20']],
    ['pss', ['-md', 'sha384', '-keyopt', 'rsa_pss_saltlen:48']],
    ['bound', ['-md', 'sha384', '-keyopt', 'rsa_pss_saltlen:40']],
  ])('holds by a key for %s with %j', async (name, options) => {
    const { signed, trusted } = signedBy(name, ...options);
    const report = await check(signed, trusted);
    expect([report.verdict, wrong(report), open(report)]).toEqual(['holds', [], []]);
  });

  it('is wrong after one flipped byte', async () => {
    const { signed, trusted } = signedBy('any', '-md', 'sha256');
    const signature = Buffer.from(signed.get(`${manifest}.p7s`) ?? '');
    signature[signature.length - 9] = (signature.at(-9) ?? 0) ^ 1;
    expect(wrong(await check(new Map(signed).set(`${manifest}.p7s`, signature), trusted))).toEqual([over]);
  });

  it('is wrong over another bundle', async () => {
    const { signed, trusted } = signedBy('any', '-md', 'sha256');
    const other = new Map(await madeBundle('all')).set(`${manifest}.p7s`, signed.get(`${manifest}.p7s`) ?? Buffer.of());
    expect(wrong(await check(other, trusted))).toEqual([over]);
  });

  it('is open with a hash that is not known', async () => {
    const { signed, trusted } = signedBy('any', '-md', 'sha256', '-keyopt', 'rsa_mgf1_md:sha1');
    expect(open(await check(signed, trusted))).toEqual([over]);
  });
});
