import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { OpenLog } from '../../../src/casework/log-maintenance';
import { newId, systemContext } from '../../../src/kernel';
import { Approvals } from '../../../src/trust/access';
import { Audit, exportLog, LogKeys } from '../../../src/trust/audit';
import { AnchorKeeper } from '../../../src/trust/audit/anchors/anchor-keeper';
import { AUDIT_OPTIONS, type AuditOptions } from '../../../src/trust/audit/audit.options';
import { verifierKey } from '../../../src/trust/audit/format/note';
import { Sequencer } from '../../../src/trust/audit/sequencer/sequencer';
import { asks, person } from '../../support/actors';
import { temporaryFolder } from '../../support/anchors';
import { opening } from '../../support/audit-log';
import { rollBackLog } from '../../support/roll-back';
import { makeAuthority } from '../../support/time-stamp-authority';
import { asSuperuser } from '../../support/vault-database';
import { check, open, wrong } from '../../unit/verifier/made-log';
import type { MetaDto } from '../../../src/edge/health/meta.dto';
import { EvidenceAtWork, filesOf, readJson } from './evidence-at-work';

describe('evidence after a new log', () => {
  const folder = temporaryFolder();
  const authority = join(folder.path, 'tsa');
  const bucket = join(folder.path, 'bucket');
  let work: EvidenceAtWork;
  let options: AuditOptions;
  let first: { readonly origin: string; readonly key: string; readonly size: number };
  let seam: string;

  beforeAll(async () => {
    makeAuthority(authority);
    mkdirSync(bucket);
    work = await EvidenceAtWork.start({ anchorDirectory: bucket });
    options = work.vault.app.get<AuditOptions>(AUDIT_OPTIONS);
    const { origin } = options;
    const key = verifierKey(options);
    await work.openedItem();
    await changeKey();
    seam = new Date().toISOString();
    await work.vault.app.get(Audit).recordSealed(opening());
    await work.vault.app.get(Audit).recordSealed(opening());
    await work.stampNewest(authority);
    first = { origin, key, size: await sealedSize() };
    for (let n = 0; n < 5; n += 1) await work.vault.app.get(Audit).recordSealed(opening());
    await loseAndOpenAnew();
    await work.openedItem();
    await changeKey();
    await work.openedItem();
    await work.vault.events();
  }, 120_000);
  afterAll(async () => {
    await work.close();
    folder.remove();
  });

  async function changeKey(): Promise<void> {
    const { app, databases } = work.vault;
    const change = { approval: newId(), hash: 'ab'.repeat(32), reason: 'scheduled' };
    await databases.vault.transaction({ actor: systemContext('test').actor }, (tx) =>
      app.get(LogKeys).change(tx, change),
    );
    await work.vault.events();
  }
  async function sealedSize(): Promise<number> {
    await work.vault.events();
    const [head] = await work.vault.audit<{ size: string }>('SELECT size FROM audit.head');
    return Number(head?.size);
  }
  /** An old dump takes the place of the log, its bucket has lost the bundles, and two people go on from there. */
  async function loseAndOpenAnew(): Promise<void> {
    const { app, databases } = work.vault;
    const [sequencer, keeper] = [app.get(Sequencer), app.get(AnchorKeeper)];
    if (options.anchors.bucket === null) throw new Error('there is no bucket');
    await keeper.bringUp(options.anchors.bucket);
    await keeper.stop();
    await sequencer.stop();
    await asSuperuser(databases.url('superuser'), (db) => rollBackLog(db, first.size));
    rmSync(join(bucket, ...first.origin.split('/'), 'tile', 'entries'), { recursive: true });
    const asker = asks(person(['key_administrator']));
    const asked = await app.get(OpenLog).request(asker);
    await app.get(Approvals).give(asks(person(['dpo'])), asked.id, asked.hash);
    await app.get(Approvals).execute(asker, asked.id);
    sequencer.start();
  }
  const trusted = () => ({ key: first.key });

  it.each<[string, () => object]>([
    ['before', () => ({ to: seam })],
    ['across', () => ({})],
    ['after', () => ({ from: seam })],
    ['chosen across', () => ({ completeness: 'selection', query: { type: 'view.opened' } })],
  ])('of the time %s verifies offline', async (_when, period) => {
    const bundle = await work.unpacked({ content: 'none', ...period() });
    const report = await check(filesOf(bundle), trusted());
    expect(wrong(report)).toEqual([]);
    expect(report.checks).toContainEqual(
      expect.objectContaining({ what: `two people wanted the new log at entry ${first.size}`, holds: true }),
    );
    expect(readJson(bundle, 'data/claim.json')).toMatchObject({ origin: `${first.origin}.2` });
    expect(readFileSync(join(bundle, 'data/log/key'), 'utf8')).toBe(`${verifierKey(options)}\n`);
  });

  it('shows an old stamp as a beginning', async () => {
    const report = await check(filesOf(await work.unpacked({ content: 'none', to: seam })), trusted());
    const what = 'the log that was stamped is the beginning of this one';
    expect(report.checks).toContainEqual(expect.objectContaining({ what, holds: true }));
  });

  it('does not hold without the opening', async () => {
    const files = filesOf(await work.unpacked({ content: 'none', to: seam }));
    const opened = [...files.keys()].filter((path) => path.includes('/openings/'));
    expect(opened).toHaveLength(3);
    for (const path of opened) files.delete(path);
    expect(wrong(await check(files, trusted()))).toContain('the entries are entries of this log');
  });

  it('exports one folder that verifies', async () => {
    const out = join(folder.path, 'out');
    await exportLog({ database: work.vault.databases.audit, log: options, folder: out });
    const report = await check(filesOf(out), trusted());
    expect(wrong(report)).toEqual([]);
    expect(open(report)).toEqual(['nothing was cut off after the checkpoint']);
  });

  it('proves an entry of either log', async () => {
    for (const n of [0, first.size]) {
      const { text } = await work.vault.http(work.officer, 'get', `/v1/audit/entries/${n}/proof`);
      const key = verifierKey(options);
      const report = await check(new Map([[`${n}.tlog-proof`, Buffer.from(text)]]), { key });
      expect(wrong(report)).toEqual([]);
    }
  });

  it('goes by the name that meta tells', async () => {
    const meta = await work.vault.http(work.officer, 'get', '/v1/meta');
    expect((meta.body as MetaDto).origin).toBe(`${first.origin}.2`);
  });
});
