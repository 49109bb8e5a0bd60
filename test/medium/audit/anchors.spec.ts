import { generateKeyPairSync } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemActor, systemClock } from '../../../src/kernel';
import { DirectoryWorm } from '../../../src/platform/objects';
import {
  Audit,
  AuditUnavailable,
  checkStart,
  newestAnchored,
  renderSummary,
  StartRefused,
  verifyDatabase,
} from '../../../src/trust/audit';
import { listAnchors, listCosignatures } from '../../../src/trust/audit/anchors/anchor.repository';
import type { AnchorSet } from '../../../src/trust/audit/anchors/anchor-set';
import { AnchorStates } from '../../../src/trust/audit/anchors/anchor-states.service';
import { BucketAnchor } from '../../../src/trust/audit/anchors/bucket-anchor';
import { parsePolicy } from '../../../src/trust/audit/anchors/witness/policy';
import { cosignedAt } from '../../../src/trust/audit/format/cosignature';
import { signCheckpoint } from '../../../src/trust/audit/format/note';
import { anchorSet, FailingBucket, keeperOf, temporaryFolder, testWitness } from '../../support/anchors';
import { fill, opening, testLog, type TestLog } from '../../support/audit-log';
import { eventually } from '../../support/eventually';
import { rollBackLog } from '../../support/roll-back';
import { asSuperuser } from '../../support/vault-database';

describe('anchors', () => {
  let log: TestLog;
  let folder: ReturnType<typeof temporaryFolder>;
  let bucket: FailingBucket;
  let anchors: AnchorSet;

  beforeEach(async () => {
    log = await testLog();
    log.sequencer.start();
    folder = temporaryFolder();
    bucket = new FailingBucket(join(folder.path, 'bucket'));
    anchors = anchorSet({ worm: bucket }, log.options);
  });
  afterEach(async () => {
    await log.close();
    folder.remove();
  });

  const anchor = (): BucketAnchor => anchors.bucket ?? new BucketAnchor(bucket, log.options);
  const bringUp = () => keeperOf(log, anchors).bringUp(anchor());
  const rows = () => log.databases.vault.read({ actor: systemActor }, (tx) => listAnchors(tx, [anchor().name]));
  const start = (change: Partial<AnchorSet> = {}, production = false) =>
    checkStart({
      database: log.databases.audit,
      options: { ...log.options, anchors: { ...anchors, ...change } },
      clock: systemClock,
      production,
    });
  const refusal = (asked: Promise<unknown>) =>
    asked.then(
      () => 'started',
      (error: unknown) => (error instanceof StartRefused ? error.reason : error),
    );

  describe('in a bucket', () => {
    it('keep the log as tlog-tiles', async () => {
      await fill(log, 3);
      expect(await bringUp()).toBe(true);
      expect(await anchor().newest(0)).toMatchObject({ size: 3 });
      const files = readdirSync(join(folder.path, 'bucket', log.options.origin), { recursive: true }).map(String);
      expect(files).toEqual(
        expect.arrayContaining(['checkpoint', 'tile/entries/000.p/3', 'tile/0/000.p/3', 'personal/0000000000000003']),
      );
      expect(await rows()).toMatchObject([{ size: 3, error: null, protects: false, behindSince: null }]);
    });

    it('get the last entries when the vault ends', async () => {
      await fill(log, 3);
      const keeper = keeperOf(log, anchors);
      await log.sequencer.stop();
      await keeper.stop(60_000);
      expect(await anchor().newest(0)).toMatchObject({ size: 3 });
    });

    it('do not hold up the end while away', async () => {
      await fill(log, 1);
      let released = (): void => undefined;
      bucket.putOnce = () => new Promise((resolve) => (released = resolve));
      const keeper = keeperOf(log, anchors);
      await keeper.stop(200);
      expect(await rows()).toMatchObject([{ size: 0 }]);
      released();
    });

    it('are the same after a crash at any put', async () => {
      await fill(log, 5);
      let puts = 0;
      for (let finished = false; !finished; puts += 1) {
        bucket.putsLeft = puts;
        finished = await bringUp();
      }
      expect(puts).toBeGreaterThan(4);
      expect(await anchor().newest(0)).toMatchObject({ size: 5 });
    });

    it('take the backlog in order after an outage', async () => {
      await fill(log, 2);
      await bringUp();
      bucket.away = true;
      await fill(log, 3);
      bucket.putsLeft = 0;
      expect(await bringUp()).toBe(false);
      const [failing] = await rows();
      expect(failing).toMatchObject({ size: 2, error: 'away' });
      expect(failing?.failingSince).not.toBeNull();
      Object.assign(bucket, { away: false, putsLeft: Infinity });
      expect(await bringUp()).toBe(true);
      expect(await rows()).toMatchObject([{ size: 5, error: null, failingSince: null }]);
    });

    it('take no entry that was changed', async () => {
      await fill(log, 3);
      await asSuperuser(log.databases.url('superuser'), (db) =>
        db.query("SET session_replication_role = replica; UPDATE audit.leaf SET body = body || ' ' WHERE n = 1"),
      );
      expect(await bringUp()).toBe(false);
      expect(await rows()).toMatchObject([{ size: 0, error: 'damaged' }]);
      expect(await anchor().newest(0)).toBeNull();
    });

    it('pass over what somebody else put there', async () => {
      await fill(log, 2);
      await bringUp();
      const stranger = generateKeyPairSync('ed25519').privateKey;
      const planted = signCheckpoint({ origin: log.options.origin, size: 9, root: Buffer.alloc(32) }, stranger);
      await new DirectoryWorm(join(folder.path, 'bucket')).putOnce(
        `${log.options.origin}/checkpoints/0000000000000009`,
        Buffer.from(planted),
      );
      expect(await anchor().newest(0)).toMatchObject({ size: 2 });
    });
  });

  describe('with a witness', () => {
    it('bring cosignatures that hold', async () => {
      const witness = await testWitness(folder.path, log.options);
      anchors = anchorSet({ witnesses: [witness.anchor], policy: witness.policy }, log.options);
      for (const count of [2, 3]) {
        await fill(log, count);
        expect(await keeperOf(log, anchors).bringUp(witness.anchor)).toBe(true);
      }
      await witness.stop();
      const read = { actor: systemActor };
      const [line] = await log.databases.vault.read(read, (tx) => listCosignatures(tx, 5));
      const note = await log.databases.vault.read(read, (tx) =>
        tx.query<{ note: string }>('SELECT note FROM audit.checkpoint WHERE size = 5'),
      );
      expect(line?.witness).toBe('w1');
      expect(cosignedAt(note[0]?.note ?? '', line?.line ?? '', witness.anchor.witness.key)).not.toBeNull();
    });

    it('refuse a log that went sideways', async () => {
      const witness = await testWitness(folder.path, log.options);
      anchors = anchorSet({ witnesses: [witness.anchor], policy: witness.policy }, log.options);
      await fill(log, 3);
      await keeperOf(log, anchors).bringUp(witness.anchor);
      await log.sequencer.stop();
      await asSuperuser(log.databases.url('superuser'), (db) => rollBackLog(db, 1));
      log.sequencer.start();
      await fill(log, 4);
      expect(await refusal(start())).toBe('forked');
      await witness.stop();
    });

    it('refuse a log that went back', async () => {
      const witness = await testWitness(folder.path, log.options);
      anchors = anchorSet({ witnesses: [witness.anchor], policy: witness.policy }, log.options);
      await fill(log, 5);
      await keeperOf(log, anchors).bringUp(witness.anchor);
      await log.sequencer.stop();
      for (const size of [3, 0]) {
        await asSuperuser(log.databases.url('superuser'), (db) => rollBackLog(db, size));
        await expect(start()).rejects.toMatchObject({ reason: 'rolled_back', missing: 5 - size });
      }
      await witness.stop();
    });
  });

  describe('at a start', () => {
    it('let a log go on', async () => {
      await fill(log, 2);
      await bringUp();
      await fill(log, 1);
      expect(await start()).toEqual([expect.stringContaining('no WORM')]);
    });

    it('say by how much it was rolled back', async () => {
      await fill(log, 4);
      await bringUp();
      await log.sequencer.stop();
      await asSuperuser(log.databases.url('superuser'), (db) => rollBackLog(db, 1));
      await expect(start()).rejects.toThrow('rolled back by 3 entries');
      const check = { database: log.databases.audit, options: { ...log.options, anchors }, clock: systemClock };
      expect(await newestAnchored(check)).toMatchObject({ size: 4 });
    });

    it('notice a history that was rewritten', async () => {
      await fill(log, 4);
      await bringUp();
      await log.sequencer.stop();
      await asSuperuser(log.databases.url('superuser'), (db) => rollBackLog(db, 2));
      log.sequencer.start();
      await fill(log, 5);
      expect(await refusal(start())).toBe('forked');
    });

    it('are refused while out of reach', async () => {
      await fill(log, 1);
      await bringUp();
      bucket.away = true;
      expect(await refusal(start())).toBe('out_of_reach');
    });

    it('are refused when they have forgotten', async () => {
      await fill(log, 2);
      await bringUp();
      folder.remove();
      expect(await refusal(start())).toBe('out_of_reach');
    });

    it('must be there and hold in production', async () => {
      expect(await refusal(start({ bucket: null }, true))).toBe('no_anchor');
      expect(await start({ bucket: null })).toEqual([expect.stringContaining('No anchor is set up')]);
      expect(await refusal(start({}, true))).toBe('not_protecting');
    });
  });

  describe('as the verifier sees them', () => {
    const verify = (set: AnchorSet) =>
      verifyDatabase({ database: log.databases.audit, log: log.options, anchors: set, threads: 1 });

    it('count bucket, cosignatures and witnesses', async () => {
      const [one, two] = [
        await testWitness(folder.path, log.options, 'w1'),
        await testWitness(folder.path, log.options, 'w2'),
      ];
      const policy = parsePolicy(`${one.line}\n${two.line}\ngroup both all w1 w2\nquorum both\n`);
      anchors = anchorSet({ worm: bucket, witnesses: [one.anchor, two.anchor], policy }, log.options);
      for (const count of [2, 2]) {
        await fill(log, count);
        await bringUp();
        for (const { anchor: witness } of [one, two]) await keeperOf(log, anchors).bringUp(witness);
      }
      const result = await verify(anchors);
      expect(result).toMatchObject({
        intact: true,
        anchors: {
          size: 4,
          bucket: { confirmed: 2, found: 2 },
          witnesses: { confirmed: 2, asked: 2 },
          cosignatures: { confirmed: 4, found: 4 },
        },
      });
      expect(renderSummary(result)).toContain('2/2 witnesses; the first 4 entries are anchored');
      await two.stop();
      expect(await verify(anchors)).toMatchObject({ intact: true, anchors: { unreached: ['witness w2'] } });
      await one.stop();
    });

    it('name what was cut off', async () => {
      await fill(log, 4);
      await bringUp();
      await log.sequencer.stop();
      await asSuperuser(log.databases.url('superuser'), (db) => rollBackLog(db, 2));
      const { findings } = await verify(anchors);
      expect(findings).toEqual([{ kind: 'rolled_back', n: 3, from: 2, id: null }]);
    });

    it('name a history that was rewritten', async () => {
      await fill(log, 4);
      await bringUp();
      await log.sequencer.stop();
      await asSuperuser(log.databases.url('superuser'), (db) => rollBackLog(db, 2));
      log.sequencer.start();
      await fill(log, 4);
      const { findings } = await verify(anchors);
      expect(findings).toEqual([{ kind: 'anchor_differs', n: 3, id: null }]);
    });

    it('are all read, whatever the database says of them', async () => {
      for (let count = 0; count < 40; count += 1) {
        await fill(log, 1);
        await bringUp();
      }
      await asSuperuser(log.databases.url('superuser'), (db) =>
        db.query("SET session_replication_role = replica; UPDATE audit.checkpoint SET root = '\\x00' WHERE size = 20"),
      );
      const { anchors: found, findings } = await verify(anchors);
      expect(found).toMatchObject({ size: 40, bucket: { confirmed: 40, found: 40 } });
      expect(findings).toMatchObject([{ n: 19 }]);
      expect(findings[0]?.kind).not.toBe('anchor_differs');
    });

    it('name a cosignature over something else', async () => {
      const witness = await testWitness(folder.path, log.options);
      anchors = anchorSet({ witnesses: [witness.anchor], policy: witness.policy }, log.options);
      await fill(log, 2);
      await keeperOf(log, anchors).bringUp(witness.anchor);
      await asSuperuser(log.databases.url('superuser'), (db) =>
        db.query('SET session_replication_role = replica; UPDATE audit.cosignature SET size = 1'),
      );
      const { findings } = await verify(anchors);
      expect(findings).toContainEqual({ kind: 'cosignature_differs', n: 0, id: null });
      await witness.stop();
    });
  });

  describe('away for too long', () => {
    const openWith = (graceMillis: number) =>
      new Audit(log.databases.vault, log.parts, log.sealedEntries, systemClock, {
        ...log.options,
        anchors: { ...anchors, graceMillis },
      });

    it('close what needs a sealed entry', async () => {
      await fill(log, 1);
      await bringUp();
      Object.assign(bucket, { away: true, putsLeft: 0 });
      await fill(log, 1);
      await bringUp();
      await expect(openWith(0).recordSealed(opening())).rejects.toThrow(AuditUnavailable);
      await expect(openWith(900_000).recordSealed(opening())).resolves.toHaveProperty('n');
    });

    it('show when it closes', async () => {
      await fill(log, 1);
      await bringUp();
      const states = new AnchorStates(log.databases.vault, { ...log.options, anchors }, systemClock);
      expect(await states.condition()).toBe('current');
      Object.assign(bucket, { away: true, putsLeft: 0 });
      await fill(log, 2);
      await bringUp();
      expect(await states.condition()).toBe('late');
      expect(await states.view({ actor: systemActor })).toMatchObject({
        anchors: [{ kind: 'bucket', size: 1, lag: 2, state: 'failing', error: 'away' }],
      });
      expect((await states.view({ actor: systemActor })).closesAt).not.toBeNull();
    });
  });

  it('are kept up while the vault runs', async () => {
    const keeper = keeperOf(log, anchors);
    keeper.start();
    await fill(log, 3);
    await eventually(async () => expect((await rows())[0]?.size).toBe(3), 30_000);
    await keeper.stop();
  });
});
