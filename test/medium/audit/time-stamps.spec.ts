import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemActor, systemClock } from '../../../src/kernel';
import { TimeStampKeeper, verifyDatabase } from '../../../src/trust/audit';
import type { AnchorSet } from '../../../src/trust/audit/anchors/anchor-set';
import { TimeStampAuthority } from '../../../src/trust/audit/anchors/time-stamps/time-stamp-authority';
import { listTimeStamps, type TimeStamp } from '../../../src/trust/audit/anchors/time-stamps/time-stamp.repository';
import { renderRequest, stampedAt, tokenOf } from '../../../src/trust/audit/anchors/time-stamps/time-stamp-token';
import { anchorSet, temporaryFolder } from '../../support/anchors';
import { fill, silent, testLog, type TestLog } from '../../support/audit-log';
import {
  contentOfToken,
  makeAuthority,
  reply,
  signContent,
  startAuthority,
  type TestAuthority,
} from '../../support/time-stamp-authority';
import { asSuperuser } from '../../support/vault-database';

const dayMillis = 86_400_000;

describe('time stamps', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let authority: TestAuthority;

  beforeAll(async () => {
    folder = temporaryFolder();
    authority = await startAuthority(join(folder.path, 'tsa'));
  });
  afterAll(async () => {
    await authority.stop();
    folder.remove();
  });

  const rootsIn = (name: string) => [new X509Certificate(readFileSync(join(folder.path, name, 'root.pem')))];

  describe('in the log', () => {
    let log: TestLog;
    let anchors: AnchorSet;
    let keeper: TimeStampKeeper;
    let client: TimeStampAuthority;

    beforeEach(async () => {
      log = await testLog();
      log.sequencer.start();
      client = new TimeStampAuthority(authority.url, rootsIn('tsa'));
      anchors = anchorSet({ timeStamps: client }, log.options);
      keeper = new TimeStampKeeper(
        log.databases.audit,
        log.sequencer,
        { ...log.options, anchors },
        systemClock,
        silent,
      );
    });
    afterEach(() => log.close());

    const stamps = (): Promise<TimeStamp[]> => log.databases.vault.read({ actor: systemActor }, listTimeStamps);
    const verify = () => verifyDatabase({ database: log.databases.audit, log: log.options, anchors, threads: 1 });

    it('come once a day and hold for openssl', async () => {
      await fill(log, 2);
      expect(await keeper.stamp(client, dayMillis)).toBe(1);
      await fill(log, 1);
      expect(await keeper.stamp(client, dayMillis)).toBe(0);
      const [stamp] = await stamps();
      expect(stamp?.size).toBe(2);
      expect(authority.accepts(stamp?.token ?? Buffer.alloc(0), stamp?.note ?? '')).toBe(true);
      expect(authority.accepts(stamp?.token ?? Buffer.alloc(0), 'something else')).toBe(false);
      expect(await keeper.stamp(client, 0)).toBe(1);
      expect(await verify()).toMatchObject({ intact: true, anchors: { timeStamps: { confirmed: 2, found: 2 } } });
    });

    it('wait while the authority is away', async () => {
      await fill(log, 1);
      authority.away = true;
      await expect(keeper.stamp(client, dayMillis)).rejects.toMatchObject({ trouble: 'away' });
      await fill(log, 2);
      await expect(keeper.stamp(client, 0)).rejects.toMatchObject({ trouble: 'away' });
      expect(await stamps()).toEqual([]);
      authority.away = false;
      expect(await keeper.stamp(client, dayMillis)).toBe(2);
      expect((await stamps()).map(({ size }) => size)).toEqual([1, 3]);
    });

    it('are named where they stamp something else', async () => {
      await fill(log, 1);
      await keeper.stamp(client, 0);
      await fill(log, 1);
      await keeper.stamp(client, 0);
      await asSuperuser(log.databases.url('superuser'), (db) =>
        db.query(`SET session_replication_role = replica;
          UPDATE audit.time_stamp SET token = (SELECT token FROM audit.time_stamp WHERE size = 1) WHERE size = 2`),
      );
      expect(await verify()).toMatchObject({ findings: [{ kind: 'time_stamp_differs', n: 1 }] });
    });
  });

  describe('as tokens', () => {
    const nonce = Buffer.from('00a1b2c3d4e5f607', 'hex');
    const stamped = 'vault.example/log\n7\n';

    function tokenFrom(name: string): Buffer {
      const token = tokenOf(reply(join(folder.path, name), renderRequest(stamped, nonce)));
      if (token === null) throw new Error('openssl gave no token');
      return token;
    }

    it('say when', () => {
      const at = stampedAt({ token: tokenFrom('tsa'), stamped, nonce, roots: rootsIn('tsa') });
      expect(Math.abs((at?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    });

    it('hold for one text, nonce and root', () => {
      makeAuthority(join(folder.path, 'other'));
      const claim = { token: tokenFrom('tsa'), stamped, nonce, roots: rootsIn('tsa') };
      expect(stampedAt({ ...claim, stamped: 'other' })).toBeNull();
      expect(stampedAt({ ...claim, nonce: Buffer.from('01', 'hex') })).toBeNull();
      expect(stampedAt({ ...claim, roots: rootsIn('other') })).toBeNull();
      expect(stampedAt({ ...claim, roots: [] })).toBeNull();
    });

    it('hold from a stamping certificate alone', () => {
      const usages = { stamping: 'critical,timeStamping', serving: 'serverAuth' };
      for (const [name, usage] of Object.entries(usages)) makeAuthority(join(folder.path, name), usage);
      // Stamped after both certificates began: one that is not valid yet would not hold either.
      const content = contentOfToken(join(folder.path, 'tsa'), tokenFrom('tsa'));
      const holds = Object.keys(usages).map((name) => {
        const token = signContent(join(folder.path, name), content);
        return stampedAt({ token, stamped, nonce, roots: rootsIn(name) }) !== null;
      });
      expect(holds).toEqual([true, false]);
    });

    it('say no other time with a byte changed', () => {
      const token = tokenFrom('tsa');
      const roots = rootsIn('tsa');
      const at = stampedAt({ token, stamped, nonce, roots })?.getTime();
      const others = Array.from(token.keys()).filter((place) => {
        const changed = Buffer.from(token);
        changed[place] = (changed[place] ?? 0) ^ 0x10;
        const when = stampedAt({ token: changed, stamped, nonce, roots });
        return when !== null && when.getTime() !== at;
      });
      expect([at === undefined, others]).toEqual([false, []]);
    });

    it('are not read out of refusals', () => {
      expect(tokenOf(Buffer.from('30053003020102', 'hex'))).toBeNull();
      expect(tokenOf(Buffer.alloc(0))).toBeNull();
      expect(tokenOf(Buffer.from('noise'))).toBeNull();
    });
  });
});
