import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { verifierKey } from '../../../src/trust/audit/format/note';
import { AUDIT_OPTIONS, type AuditOptions } from '../../../src/trust/audit/audit.options';
import { readPem } from '../../../tools/verifier/certificate.mjs';
import { temporaryFolder } from '../../support/anchors';
import { makeAuthority } from '../../support/time-stamp-authority';
import { check, type FileMap, wrong } from '../../unit/verifier/made-log';
import { EvidenceAtWork, filesOf } from './evidence-at-work';

describe('a real bundle, offline', () => {
  let work: EvidenceAtWork;
  let folder: string;
  let stamped: number;
  let files: FileMap;
  const authority = temporaryFolder();
  const root = join(authority.path, 'tsa');

  beforeAll(async () => {
    makeAuthority(root);
    work = await EvidenceAtWork.start();
    const { media } = await work.openedItem();
    await work.vault.events();
    const to = new Date().toISOString();
    await work.openedItem();
    stamped = await work.stampNewest(root);
    await work.openedItem();
    folder = await work.unpacked({ query: { media }, to });
    writeFileSync(join(authority.path, 'key'), `${verifierKey(work.vault.app.get<AuditOptions>(AUDIT_OPTIONS))}\n`);
    files = filesOf(folder);
  });
  afterAll(async () => {
    await work.close();
    authority.remove();
  });

  const trusted = () => ({
    key: readFileSync(join(authority.path, 'key'), 'utf8').trim(),
    certificates: readPem(readFileSync(join(folder, 'data/certificates/installation.pem'), 'utf8')) ?? [],
    roots: readPem(readFileSync(join(root, 'root.pem'), 'utf8')) ?? [],
  });

  it('holds under the verifier it carries', () => {
    const trust = ['--key', join(authority.path, 'key'), '--tsa', join(root, 'root.pem')];
    const certificate = join(folder, 'data/certificates/installation.pem');
    const args = ['tools/verify.mjs', ...trust, '--certificate', certificate, folder];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: resolve('.') });
    expect([status, stdout]).toEqual([0, expect.stringContaining('Everything that was checked holds.')]);
    expect(stdout).toContain(`ok     the log of ${stamped} entries was stamped`);
  });

  it('carries a stamp that openssl accepts', () => {
    const at = join(folder, 'data/log/timestamps', String(stamped));
    const args = ['ts', '-verify', '-in', `${at}.tsr`, '-data', `${at}.checkpoint`, '-CAfile', join(root, 'root.pem')];
    expect(execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' })).toContain('Verification: OK');
  });

  it('is refused after one flipped byte anywhere', async () => {
    expect(wrong(await check(files, trusted()))).toEqual([]);
    for (const [path, bytes] of files) {
      if (bytes.length === 0) continue;
      const flipped = Buffer.from(bytes);
      const at = Math.floor(bytes.length / 2);
      flipped[at] = (bytes[at] ?? 0) ^ 1;
      const { verdict } = await check(new Map([...files, [path, flipped]]), trusted());
      expect([path, verdict]).toEqual([path, 'broken']);
    }
  });

  it('is refused under another certificate or authority', async () => {
    const other = readPem(readFileSync(join(root, 'tsa.pem'), 'utf8')) ?? [];
    expect(wrong(await check(files, { ...trusted(), certificates: other }))).toEqual([
      'the signer is the one that you gave',
    ]);
    expect(wrong(await check(files, { ...trusted(), roots: trusted().certificates }))).toEqual([
      'the authority CN=Test TSA is known',
    ]);
  });
});
