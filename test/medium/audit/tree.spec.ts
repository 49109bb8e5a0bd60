import { type CanActivate, type ExecutionContext, Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import type { Request } from 'express';
import request from 'supertest';
import { type Actor } from '../../../src/kernel';
import { DatabaseModule } from '../../../src/platform/database';
import { HttpModule, identify, prepareApp } from '../../../src/platform/http';
import { JobsModule } from '../../../src/platform/jobs';
import { LoggingModule } from '../../../src/platform/logging';
import { NotificationsModule } from '../../../src/platform/notifications';
import { InstallationModule, loadSettings, SettingsModule } from '../../../src/platform/settings';
import { AccessGuard, AccessModule } from '../../../src/trust/access';
import { Audit, AuditModule, READER_ROLES } from '../../../src/trust/audit';
import { openCheckpoint, verifierKey } from '../../../src/trust/audit/format/note';
import { verifyConsistency } from '../../../src/trust/audit/format/proof';
import { decodeBundle, hashesOf } from '../../../src/trust/audit/format/tiles';
import { leafHash, rootOf } from '../../../src/trust/audit/format/tree';
import { KeyCustodyModule, KeysModule } from '../../../src/trust/keys';
import { person } from '../../support/actors';
import { logOptions, opening } from '../../support/audit-log';
import { testDatabases, type TestDatabases } from '../../support/vault-database';
import { check, wrong } from '../../unit/verifier/made-log';
import { policyData } from '../access/access-at-work';
import { newInstallation, removeInstallation } from '../keys/keys-at-work';

const actors = new Map<string, Actor>();

class NamedActor implements CanActivate {
  canActivate(host: ExecutionContext): boolean {
    const incoming = host.switchToHttp().getRequest<Request>();
    const actor = actors.get(incoming.get('x-actor') ?? '');
    if (actor !== undefined) identify(incoming, actor, { ip: '203.0.113.9', userAgent: 'test' });
    return true;
  }
}

/** Nobody has a saved search here. */
@Global()
@Module({
  providers: [{ provide: READER_ROLES, useValue: { rolesOf: () => Promise.resolve(new Map()) } }],
  exports: [READER_ROLES],
})
class ReadersModule {}

/** The log as a tree over HTTP, checked by the verifier that shares no code with it. */
describe('the tree of the log', () => {
  let databases: TestDatabases;
  let app: NestExpressApplication;
  const options = logOptions();
  const installation = newInstallation();
  const log = { origin: options.origin, publicKey: options.publicKey };
  const officer = person(['compliance_officer']);
  const administrator = person(['administrator']);

  beforeAll(async () => {
    databases = await testDatabases();
    const testing = await Test.createTestingModule({
      imports: [
        SettingsModule.with(loadSettings({ STRONGROOM_LOG_LEVEL: 'silent' }), policyData),
        InstallationModule.with(await installation),
        LoggingModule,
        DatabaseModule.with(databases),
        HttpModule,
        JobsModule,
        NotificationsModule,
        ReadersModule,
        KeyCustodyModule,
        AuditModule.with(options),
        KeysModule,
        AccessModule,
      ],
      providers: [
        { provide: APP_GUARD, useClass: NamedActor },
        { provide: APP_GUARD, useExisting: AccessGuard },
      ],
    }).compile();
    app = testing.createNestApplication<NestExpressApplication>({ bodyParser: false });
    prepareApp(app);
    await app.init();
    const audit = app.get(Audit);
    const record = opening({ origin: undefined });
    for (let i = 0; i < 299; i += 1) await audit.recordAlone(record);
    await audit.recordSealed(record, 20_000);
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await databases.close();
    removeInstallation(await installation);
  });

  const get = (path: string, actor = officer) => {
    actors.set(actor.id, actor);
    return request(app.getHttpServer()).get(`/v1/audit/${path}`).set('x-actor', actor.id);
  };
  const bytes = async (path: string): Promise<Buffer> =>
    (await get(path).expect(200).responseType('blob')).body as Buffer;
  const note = async (): Promise<string> => (await get('checkpoint').set('accept', 'text/plain').expect(200)).text;

  it('gives its checkpoint as a bare note', async () => {
    expect(openCheckpoint(await note(), log).size).toBeGreaterThanOrEqual(300);
    const answer = await get('checkpoint').set('accept', '*/*').expect(200);
    expect(answer.body).toMatchObject({ note: expect.any(String) as string });
  });

  it('proves an entry to a stranger', async () => {
    const { text, headers } = await get('entries/17/proof').expect(200);
    expect(headers['content-type']).toContain('text/plain');
    const report = await check(new Map([['17.tlog-proof', Buffer.from(text)]]), { key: verifierKey(log) });
    expect([report.verdict, wrong(report)]).toEqual(['holds', []]);
  });

  it('proves nothing out of reach', async () => {
    await get('entries/17/proof', administrator).expect(404);
    await get('entries/9000000/proof').expect(404);
  });

  it('begins with every log that it was', async () => {
    const later = openCheckpoint(await note(), log);
    const hashes = await leafHashes();
    for (const from of [0, 1, 2, 7, 255, 256, 257, 299]) {
      const answer = await get(`consistency?from=${from}&to=${later.size}`).expect(200);
      const proof = (answer.body as { proof: string[] }).proof.map((hash) => Buffer.from(hash, 'base64'));
      const earlier = { size: from, root: rootOf(hashes.slice(0, from)) };
      expect([from, verifyConsistency({ earlier, later, proof })]).toEqual([from, true]);
    }
    await get('consistency?from=2&to=1').expect(404);
    await get('consistency?from=1&to=9000000').expect(404);
    await get('consistency?from=-1').expect(400);
  });

  it('serves the tiles that it is made of', async () => {
    const hashes = await leafHashes();
    expect(hashesOf(await bytes('tile/0/000'))).toEqual(hashes.slice(0, 256));
    expect(hashesOf(await bytes('tile/0/001.p/40'))).toEqual(hashes.slice(256, 296));
    expect(await bytes('tile/1/000.p/1')).toEqual(rootOf(hashes.slice(0, 256)));
    expect(decodeBundle(await bytes('tile/entries/000'), 256)?.map((leaf) => leafHash(leaf))).toEqual(
      hashes.slice(0, 256),
    );
    for (const path of ['tile/0/002', 'tile/0/000.p/0', 'tile/1/000', 'tile/0/0', 'tile/9/000', 'tile/entries/999'])
      await get(path).expect(404);
  });

  it('gives entries only where all are in reach', async () => {
    await get('tile/entries/000', administrator).expect(404);
    await get('tile/0/000', administrator).expect(200);
  });

  it('gives a receipt for each entry that it made', async () => {
    const { headers } = await get('entries/3').expect(200);
    const [row] = await databases.audit.dataSource.query<{ type: string }[]>(
      'SELECT type FROM audit.leaf WHERE id = $1',
      [headers['vault-entry']],
    );
    expect(row?.type).toBe('audit.read');
    expect((await get('checkpoint').expect(200)).headers['vault-entry']).toBeUndefined();
  });

  async function leafHashes(): Promise<Buffer[]> {
    const rows: { hash: Buffer }[] = await databases.audit.dataSource.query('SELECT hash FROM audit.leaf ORDER BY n');
    return rows.map(({ hash }) => hash);
  }
});
