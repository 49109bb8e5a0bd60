import { setTimeout as sleep } from 'node:timers/promises';
import { Sequencer, verifyDatabase } from '../../../src/trust/audit';
import { fill, opening, silent, type TestLog, testLog } from '../../support/audit-log';
import { eventually } from '../../support/eventually';
import { asSuperuser } from '../../support/vault-database';

describe('a sequencer in trouble', () => {
  let log: TestLog;
  let rivals: Sequencer[];
  beforeEach(async () => {
    log = await testLog();
    rivals = [];
  });
  afterEach(async () => {
    await Promise.all(rivals.map((rival) => rival.stop()));
    await log.close();
  });

  const rival = (): Sequencer => {
    const made = new Sequencer(log.databases.audit, log.sealedEntries, log.options, silent);
    rivals.push(made);
    made.start();
    return made;
  };

  const leaders = () => [log.sequencer, ...rivals].filter(({ state }) => state.leading);

  /** Ends the connections of all sequencers, wherever they are in their batch. */
  const cut = () =>
    asSuperuser(log.databases.url('superuser'), (db) =>
      db.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE application_name = 'strongroom sequencer' AND datname = current_database()`),
    );

  /** Writers that go on until they are told, and count what was acknowledged to them. */
  function writers(count: number) {
    const acknowledged: { id: string; n: number }[] = [];
    let going = true;
    const write = async () => {
      while (going) {
        const id = await log.audit.recordAlone(opening());
        acknowledged.push({ id, n: await log.audit.sealed(id, 60_000) });
      }
    };
    const all = Promise.all(Array.from({ length: count }, write));
    const stop = async () => {
      going = false;
      await all;
      return acknowledged;
    };
    return { acknowledged, stop };
  }

  async function expectNothingLostOrDoubled(
    acknowledged: readonly { id: string; n: number }[],
    before = 0,
  ): Promise<void> {
    const { origin, publicKey } = log.options;
    const result = await verifyDatabase({ database: log.databases.vault, log: { origin, publicKey } });
    expect(result).toMatchObject({ intact: true, findings: [] });
    const actor = opening().actor;
    const rows = await log.databases.vault.read({ actor }, (tx) =>
      tx.query<{ id: string; n: string }>('SELECT id, n FROM audit.leaf'),
    );
    const stored = new Map(rows.map(({ id, n }) => [id, Number(n)]));
    expect(acknowledged.filter(({ id, n }) => stored.get(id) !== n)).toEqual([]);
    expect(new Set(acknowledged.map(({ n }) => n)).size).toBe(acknowledged.length);
    expect(stored.size).toBe(before + acknowledged.length);
  }

  it('two sequencers make one log', async () => {
    log.sequencer.start();
    rival();
    rival();
    const load = writers(8);
    await eventually(() => expect(leaders()).toHaveLength(1));
    for (let i = 0; i < 3; i += 1) {
      const [deposed] = leaders();
      await deposed?.stop();
      await eventually(() => expect(leaders()).toHaveLength(1));
      await eventually(() => expect(leaders()).not.toContain(deposed));
      for (const stopped of [log.sequencer, ...rivals]) stopped.start();
    }
    await expectNothingLostOrDoubled(await load.stop());
  });

  it('a fence stops two leaders at once', async () => {
    // Without the advisory lock both believe that they lead; the head row alone must keep them in one line.
    await asSuperuser(log.databases.url('superuser'), (db) =>
      db.query(`CREATE FUNCTION audit.pg_try_advisory_lock(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
                GRANT EXECUTE ON FUNCTION audit.pg_try_advisory_lock(int, int) TO PUBLIC;
                ALTER ROLE strongroom_audit IN DATABASE ${new URL(log.databases.url('superuser')).pathname.slice(1)}
                  SET search_path = audit, pg_catalog`),
    );
    log.sequencer.start();
    rival();
    const load = writers(8);
    await eventually(() => expect(leaders()).toHaveLength(2), 60_000);
    await eventually(() => expect(load.acknowledged.length).toBeGreaterThan(100), 60_000);
    await expectNothingLostOrDoubled(await load.stop());
  });

  it('a cut connection loses and doubles nothing', async () => {
    log.sequencer.start();
    rival();
    const load = writers(12);
    for (let i = 0; i < 40; i += 1) {
      await sleep(40 + (i % 7) * 15);
      await cut();
    }
    await eventually(() => expect(load.acknowledged.length).toBeGreaterThan(100), 60_000);
    await expectNothingLostOrDoubled(await load.stop());
  });

  it('a standby takes over within five seconds', async () => {
    log.sequencer.start();
    await fill(log, 1);
    const standby = rival();
    await sleep(600);
    expect(standby.state.leading).toBe(false);
    const before = performance.now();
    await log.sequencer.stop();
    await fill(log, 1);
    expect(standby.state.leading).toBe(true);
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  it('the server ends a leader that hangs', async () => {
    // A stopped process looks like this from outside: a session with the lock that says nothing more.
    const hung = await hangingLeader(log);
    log.sequencer.start();
    const id = await log.audit.recordAlone(opening());
    await expect(log.audit.sealed(id)).resolves.toBe(0);
    await hung.close();
  });

  it('a log that does not fit its checkpoint is not extended', async () => {
    log.sequencer.start();
    await fill(log, 3);
    await log.sequencer.stop();
    await asSuperuser(log.databases.url('superuser'), (db) =>
      db.query("SET session_replication_role = 'replica'; DELETE FROM audit.checkpoint WHERE size = 3"),
    );
    log.sequencer.start();
    const id = await log.audit.recordAlone(opening());
    await eventually(() => expect(log.sequencer.state).toMatchObject({ leading: false, trouble: 'LogDamaged' }));
    await expect(log.audit.sealed(id, 1_000)).rejects.toMatchObject({ code: 'audit_unavailable' });
  });

  it('a checkpoint whose commit failed is never seen', async () => {
    log.sequencer.start();
    await fill(log, 1);
    const superuser = log.databases.url('superuser');
    await asSuperuser(superuser, (db) =>
      db.query(`CREATE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';
        CREATE CONSTRAINT TRIGGER fail AFTER INSERT ON audit.checkpoint DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW EXECUTE FUNCTION public.fail()`),
    );
    const id = await log.audit.recordAlone(opening());
    await expect(log.audit.sealed(id, 1_500)).rejects.toMatchObject({ code: 'audit_unavailable' });
    await asSuperuser(superuser, (db) => db.query('DROP TRIGGER fail ON audit.checkpoint'));
    await expect(log.audit.sealed(id)).resolves.toBe(1);
    await expectNothingLostOrDoubled([{ id, n: 1 }], 1);
  });

  it('a row that nobody of ours wrote becomes a finding', async () => {
    log.sequencer.start();
    await fill(log, 1);
    await plant(log);
    await fill(log, 1);
    // Which of the two comes first is decided by their ids.
    await eventually(async () => expect(await refusals(log)).toEqual(['malformed', 'repeated']));
    const { origin, publicKey } = log.options;
    const result = await verifyDatabase({
      database: log.databases.vault,
      log: { origin, publicKey },
      parts: log.parts,
    });
    expect(result.intact).toBe(true);
  });
});

async function hangingLeader(log: TestLog): Promise<{ close: () => Promise<void> }> {
  const { Client } = await import('pg');
  const client = new Client({ connectionString: log.databases.url('strongroom_audit') });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`SELECT pg_advisory_lock(1397902407, 1)`);
  await client.query("SET idle_session_timeout = '3s'; SET idle_in_transaction_session_timeout = '3s'");
  await client.query('BEGIN; SELECT * FROM audit.head FOR UPDATE');
  return { close: () => client.end().catch(() => undefined) };
}

/** What the app role's password alone can do: queue nonsense, and queue a sealed event again. */
async function plant(log: TestLog): Promise<void> {
  const { actor } = opening();
  await log.databases.vault.transaction({ actor }, async (tx) => {
    await tx.query(`INSERT INTO audit.pending (id, event) VALUES (gen_random_uuid(), '{"no":"event"}')`);
  });
  await log.databases.vault.transaction({ actor }, async (tx) => {
    await tx.query(
      `INSERT INTO audit.pending (id, event, actor_part, actor_key)
       SELECT l.id, (convert_from(l.body, 'UTF8')::json -> 'e')::text, p.sealed, p.key_id
         FROM audit.leaf l JOIN audit.private p ON p.n = l.n AND p.part = 'actor' WHERE l.n = 0`,
    );
  });
}

async function refusals(log: TestLog): Promise<string[]> {
  const rows = await log.databases.vault.read({ actor: opening().actor }, (tx) =>
    tx.query<{ reason: string }>(
      `SELECT convert_from(body, 'UTF8')::json -> 'e' ->> 'reason' AS reason FROM audit.leaf
        WHERE type = 'audit.pending_refused' ORDER BY reason`,
    ),
  );
  return rows.map(({ reason }) => reason);
}
