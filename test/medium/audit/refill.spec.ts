import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { newId, systemActor, systemClock } from '../../../src/kernel';
import { DirectoryWorm, S3Worm, type WormBucket } from '../../../src/platform/objects';
import { checkStart, refillLog, RefillRefused, verifyDatabase } from '../../../src/trust/audit';
import type { AnchorSet } from '../../../src/trust/audit/anchors/anchor-set';
import type { BucketAnchor } from '../../../src/trust/audit/anchors/bucket-anchor';
import { listTimeStamps } from '../../../src/trust/audit/anchors/time-stamps/time-stamp.repository';
import { signCheckpoint } from '../../../src/trust/audit/format/note';
import { anchorSet, keeperOf, temporaryFolder, testWitness } from '../../support/anchors';
import { fill, opening, testLog, type TestLog } from '../../support/audit-log';
import { dumpLog, restoreLog, rollBackLog } from '../../support/roll-back';
import { type S3Service, startMinio, startVersitygw, withService } from '../../support/services';
import { asSuperuser } from '../../support/vault-database';

describe('a log that was rolled back', () => {
  let log: TestLog;
  let anchors: AnchorSet;

  async function startLog(worm: (origin: string) => WormBucket): Promise<void> {
    const origin = `test.example/${newId()}`;
    log = await testLog({ origin });
    anchors = anchorSet({ worm: worm(origin) }, log.options);
    log.sequencer.start();
  }
  const bucket = (): BucketAnchor => {
    if (anchors.bucket === null) throw new Error('there is no bucket');
    return anchors.bucket;
  };
  const anchorAll = async () => expect(await keeperOf(log, anchors).bringUp(bucket())).toBe(true);
  const attack = (work: Parameters<typeof asSuperuser>[1]) => asSuperuser(log.databases.url('superuser'), work);
  const start = () =>
    checkStart({
      database: log.databases.audit,
      options: { ...log.options, anchors },
      clock: systemClock,
      production: false,
    });
  const refill = () => refillLog({ database: log.databases.audit, bucket: bucket(), clock: systemClock });
  const verify = () =>
    verifyDatabase({ database: log.databases.audit, log: log.options, parts: log.parts, anchors, threads: 1 });
  /** An entry with a part about a customer, which only a keystore brings back. */
  const withPart = () =>
    log.audit.recordSealed(opening({ private: { owner: newId(), payload: { fileName: 'passport.jpg' } } }));

  async function restoreDayOldDump(): Promise<void> {
    await fill(log, 4);
    await withPart();
    await anchorAll();
    await attack(dumpLog);
    await Promise.all(Array.from({ length: 300 }, () => log.audit.recordSealed(opening())));
    await anchorAll();
    await fill(log, 3);
    await withPart();
    await anchorAll();
    await log.sequencer.stop();
    await attack(restoreLog);
  }

  afterEach(() => log.close());

  function onS3(service: () => Promise<S3Service>): void {
    let store: S3Service;
    let place: string;
    beforeAll(async () => {
      store = await service();
      place = await store.makeBucket({ locking: true });
    });
    afterAll(() => store.stop());
    const worm = (): WormBucket => {
      const { accessKey, secretKey, region } = store;
      const url = `http://${store.host}:${store.port}`;
      return new S3Worm({ url, region, bucket: place, accessKey, secretKey, retentionDays: 30 }, systemClock);
    };

    it('is refused, then refilled without loss', async () => {
      await startLog(worm);
      await restoreDayOldDump();
      await expect(start()).rejects.toThrow('rolled back by 304 entries');
      expect(await refill()).toEqual({ from: 5, to: 309 });
      expect(await start()).toEqual([]);
      expect(await verify()).toMatchObject({
        intact: true,
        entries: { found: 309, expected: 309 },
        personal: { present: 311, missing: 0 },
        anchors: { size: 309 },
      });
      log.sequencer.start();
      await fill(log, 2);
      await anchorAll();
      expect(await verify()).toMatchObject({ intact: true, entries: { found: 311, expected: 311 } });
    });
  }
  withService('minio', () => onS3(startMinio));
  withService('versitygw', () => onS3(startVersitygw));

  describe('with a folder', () => {
    let folder: ReturnType<typeof temporaryFolder>;
    beforeEach(async () => {
      folder = temporaryFolder();
      await startLog(() => new DirectoryWorm(join(folder.path, 'bucket')));
    });
    afterEach(() => folder.remove());

    it('brings back what witnesses said', async () => {
      const witness = await testWitness(folder.path, log.options);
      try {
        anchors = { ...anchors, witnesses: [witness.anchor], policy: witness.policy };
        const cosign = async () => expect(await keeperOf(log, anchors).bringUp(witness.anchor)).toBe(true);
        await fill(log, 2);
        await anchorAll();
        await attack(dumpLog);
        await fill(log, 1);
        // A checkpoint that the bucket itself never gets.
        await cosign();
        await fill(log, 1);
        await anchorAll();
        await cosign();
        await log.sequencer.stop();
        await attack(restoreLog);
        await refill();
        expect(await verify()).toMatchObject({
          intact: true,
          entries: { found: 4, expected: 4 },
          anchors: { cosignatures: { confirmed: 2, found: 2 } },
        });
      } finally {
        await witness.stop();
      }
    });

    it('brings back time stamps', async () => {
      await fill(log, 1);
      await anchorAll();
      await attack(dumpLog);
      await fill(log, 1);
      await anchorAll();
      const note = (await bucket().checkpoint(2))?.note ?? '';
      const said = Buffer.from('token').toString('base64');
      await bucket().keepAttestation({
        kind: 'time_stamp',
        size: 2,
        by: 'tsa',
        note,
        said,
        at: '2026-01-01T00:00:00Z',
      });
      await log.sequencer.stop();
      await attack(restoreLog);
      await refill();
      const stamps = await log.databases.audit.read({ actor: systemActor }, listTimeStamps);
      expect(stamps).toEqual([{ size: 2, token: Buffer.from('token'), note }]);
    });

    it('takes no word about another log', async () => {
      await fill(log, 2);
      await anchorAll();
      await attack(dumpLog);
      await fill(log, 1);
      await anchorAll();
      const { privateKey } = log.options;
      if (privateKey === null) throw new Error('there is no key');
      const forged = { origin: log.options.origin, size: 2, root: Buffer.alloc(32) };
      for (const [by, note] of [
        ['w1', signCheckpoint(forged, privateKey)],
        ['w2', signCheckpoint({ ...forged, origin: 'another.example/log' }, privateKey)],
      ] as const)
        await bucket().keepAttestation({
          kind: 'cosignature',
          size: 2,
          by,
          note,
          said: 'x',
          at: '2026-01-01T00:00:00Z',
        });
      await log.sequencer.stop();
      await attack(restoreLog);
      await refill();
      const said = await log.databases.audit.dataSource.query<unknown[]>('SELECT FROM audit.cosignature');
      expect(said).toEqual([]);
    });

    it('ends again what had ended', async () => {
      await withPart();
      await anchorAll();
      await attack(dumpLog);
      await fill(log, 1);
      await log.databases.audit.transaction({ actor: systemActor }, (tx) =>
        tx.query("UPDATE audit.private SET sealed = NULL, erased_by = 1 WHERE n = 0 AND part = 'subject'"),
      );
      await anchorAll();
      await log.sequencer.stop();
      await attack(restoreLog);
      expect((await verify()).personal.erased).toBe(0);
      await refill();
      expect(await verify()).toMatchObject({ intact: true, personal: { erased: 1 } });
    });

    it('is left alone while a vault adds to it', async () => {
      await fill(log, 3);
      await anchorAll();
      await log.sequencer.stop();
      await attack((db) => rollBackLog(db, 1));
      log.sequencer.start();
      await fill(log, 1);
      await expect(refill()).rejects.toThrow(RefillRefused);
    });

    it('takes nothing that does not fit', async () => {
      await fill(log, 4);
      await anchorAll();
      await log.sequencer.stop();
      await attack((db) => rollBackLog(db, 2));
      log.sequencer.start();
      await fill(log, 1);
      await log.sequencer.stop();
      await expect(refill()).rejects.toMatchObject({ reason: 'differs' });
      expect(await verify()).toMatchObject({ entries: { found: 3, expected: 3 } });
    });

    it('needs every bundle', async () => {
      await fill(log, 2);
      await anchorAll();
      await log.sequencer.stop();
      await attack((db) => rollBackLog(db, 0));
      rmSync(join(folder.path, 'bucket', log.options.origin, 'tile', 'entries'), { recursive: true });
      await expect(refill()).rejects.toMatchObject({ reason: 'incomplete' });
    });

    it('is whole already where nothing is missing', async () => {
      await fill(log, 2);
      await anchorAll();
      await log.sequencer.stop();
      expect(await refill()).toEqual({ from: 2, to: 2 });
    });
  });
});
