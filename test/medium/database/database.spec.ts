import { setTimeout as delay } from 'node:timers/promises';
import { newId, systemActor } from '../../../src/kernel';
import {
  assertRole,
  DatabaseUnavailable,
  hasPendingMigrations,
  migrateDown,
  migrateUp,
} from '../../../src/platform/database';
import { vaultMigrations } from '../../../migrations/vault';
import { eventually } from '../../support/eventually';
import { asSuperuser, testDatabases, type TestDatabases } from '../../support/vault-database';

const context = { actor: systemActor };

describe('the databases', () => {
  let databases: TestDatabases;
  beforeAll(async () => (databases = await testDatabases()));
  afterAll(() => databases.close());

  const insert = (name: string): [string, unknown[]] => [
    'INSERT INTO jobs.outbox (id, name, body, trace_id, actor_id) VALUES ($1, $2, $3, $4, $5)',
    [newId(), name, '{}', 't', newId()],
  ];
  const count = (name: string): Promise<number> =>
    databases.vault.read(
      context,
      async (tx) =>
        (await tx.query<{ n: number }>('SELECT count(*)::int AS n FROM jobs.outbox WHERE name = $1', [name]))[0]?.n ??
        -1,
    );

  it('keeps what a finished transaction wrote', async () => {
    await databases.vault.transaction(context, (tx) => tx.query(...insert('kept')));
    expect(await count('kept')).toBe(1);
  });

  it('keeps nothing of a failed transaction', async () => {
    const failing = databases.vault.transaction(context, async (tx) => {
      await tx.query(...insert('lost'));
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    expect(await count('lost')).toBe(0);
  });

  it('keeps one statement that was sent at once', async () => {
    await databases.vault.atOnce(context, (tx) => tx.query(...insert('at once')));
    expect(await count('at once')).toBe(1);
  });

  it('names the actor to that statement, too', async () => {
    const actor = { ...systemActor, id: newId() };
    const [row] = await databases.vault.atOnce({ actor }, (tx) =>
      tx.query<{ actor: string }>("SELECT current_setting('strongroom.actor') AS actor"),
    );
    expect(row?.actor).toBe(actor.id);
  });

  it('keeps nothing where what was posted fails', async () => {
    const failing = databases.vault.transaction(context, async (tx) => {
      await tx.query(...insert('beside'));
      tx.post('SELECT 1 / 0', [], () => new Error('worded by whoever posted'));
    });
    await expect(failing).rejects.toThrow('worded by whoever posted');
    expect(await count('beside')).toBe(0);
  });

  it('names the first failure, not what follows from it', async () => {
    const failing = databases.vault.transaction(context, async (tx) => {
      tx.post('SELECT 1 / 0', [], () => new Error('the first'));
      await tx.query('SELECT 1');
    });
    await expect(failing).rejects.toThrow('the first');
  });

  it('takes nothing more once it has ended', async () => {
    const ended = await databases.vault.transaction(context, (tx) => Promise.resolve({ tx }));
    await expect(ended.tx.query('SELECT 1')).rejects.toThrow('the transaction has ended');
  });

  it('gives back a connection that is clean after a failure', async () => {
    const broken = Array.from({ length: 20 }, () =>
      databases.vault.read(context, (tx) => tx.query('SELECT 1 / 0')).catch(() => 'failed'),
    );
    expect(new Set(await Promise.all(broken))).toEqual(new Set(['failed']));
    expect(await count('kept')).toBe(1);
  });

  it('refuses writes in a read', async () => {
    await expect(databases.vault.read(context, (tx) => tx.query(...insert('never')))).rejects.toThrow(
      DatabaseUnavailable,
    );
  });

  it('names the actor for one transaction only', async () => {
    const actor = { ...systemActor, id: newId() };
    const inside = await databases.vault.read(
      { actor },
      async (tx) =>
        (await tx.query<{ actor: string }>("SELECT current_setting('strongroom.actor') AS actor"))[0]?.actor,
    );
    expect(inside).toBe(actor.id);
    const after: { actor: string }[] = await databases.vault.dataSource.query(
      "SELECT coalesce(current_setting('strongroom.actor', true), '') AS actor",
    );
    expect(after[0]?.actor).toBe('');
  });

  it('accepts its own roles at the start', async () => {
    await expect(assertRole(databases.vault, 'strongroom_app', null)).resolves.toBeUndefined();
    await expect(assertRole(databases.audit, 'strongroom_audit', 'audit')).resolves.toBeUndefined();
    await expect(assertRole(databases.keystore, 'strongroom_keystore', null)).resolves.toBeUndefined();
  });

  it('refuses a connection as another role', async () => {
    await expect(assertRole(databases.vault, 'strongroom_keystore', null)).rejects.toThrow(/is not the one/);
  });

  it('says database_unavailable when the server cuts it', async () => {
    const cut = databases.vault.transaction(context, async (tx) => {
      const [row] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await asSuperuser(databases.url('superuser'), (client) =>
        client.query('SELECT pg_terminate_backend($1)', [row?.pid]),
      );
      return tx.query('SELECT 1');
    });
    await expect(cut).rejects.toThrow(DatabaseUnavailable);
  });

  it('hears notices and stops hearing them', async () => {
    const heard: string[] = [];
    const listener = await databases.vault.listen('test_channel', (payload) => heard.push(payload));
    await databases.vault.transaction(context, (tx) => tx.query("SELECT pg_notify('test_channel', 'one')"));
    await eventually(() => expect(heard).toEqual(['one']));
    await listener.stop();
    await databases.vault.transaction(context, (tx) => tx.query("SELECT pg_notify('test_channel', 'two')"));
    await delay(100);
    expect(heard).toEqual(['one']);
  });

  it('takes its migrations back and forth', async () => {
    const url = databases.url('strongroom_owner');
    for (let step = 0; step < vaultMigrations.length; step += 1)
      await migrateDown(url, vaultMigrations, 'migrations.vault');
    expect(await hasPendingMigrations(url, vaultMigrations, 'migrations.vault')).toBe(true);
    const names = await Promise.all([
      migrateUp(url, vaultMigrations, 'migrations.vault'),
      migrateUp(url, vaultMigrations, 'migrations.vault'),
    ]);
    expect(names.flat()).toHaveLength(vaultMigrations.length);
  });
});
