import { StructureCheck } from '../../../src/records/media';
import { newId } from '../../../src/kernel';
import { jpeg } from '../../support/media-corpus';
import { asSuperuser } from '../../support/vault-database';
import { inPieces } from '../objects/builders';
import { type Caller, factsFor, VaultAtWork } from './vault-at-work';

describe('the check of the structure', () => {
  let vault: VaultAtWork;
  let sender: Caller;
  beforeAll(async () => {
    vault = await VaultAtWork.start();
    sender = await vault.program('media:write', 'tickets:write');
  });
  afterAll(() => vault.close());

  async function item(): Promise<{ id: string; key: string }> {
    const ticket = await vault.ticket();
    const received = await vault.http(sender, 'post', '/v1/media').set(factsFor(ticket)).send(jpeg(40_000));
    const { id } = received.body as { id: string };
    const [row] = await vault.sql<{ key: string }>('SELECT object_key AS key FROM records.media WHERE id = $1', [id]);
    return { id, key: row?.key ?? '' };
  }

  async function superuser(sql: string, database: 'vault' | 'keystore', parameters: unknown[]): Promise<void> {
    await asSuperuser(vault.databases.url('superuser', database), async (db) => {
      await db.query("SET session_replication_role = 'replica'");
      await db.query(sql, parameters);
    });
  }

  /** What is found about one item, by its id or its key. */
  async function found({ id, key }: { id: string; key: string }): Promise<string[]> {
    await vault.events();
    const { findings } = await vault.app.get(StructureCheck, { strict: false }).run();
    return findings.filter(({ about }) => about === id || about === key).map(({ kind }) => kind);
  }

  const old = "now() - interval '2 days'";

  it('finds nothing in a sound vault', async () => {
    await item();
    await item();
    await vault.events();
    const result = await vault.app.get(StructureCheck, { strict: false }).run();
    expect(result).toMatchObject({ intact: true, findings: [], findingCount: 0 });
    expect(result.rows).toBe(result.objects);
    expect((await vault.events()).at(-1)).toMatchObject({ type: 'fsck.run', reason: 'intact' });
  });

  it('names a lost object', async () => {
    const one = await item();
    await vault.store.deleteAllVersions(one.key);
    expect(await found(one)).toEqual(['object_missing']);
  });

  it('names an object of another size', async () => {
    const one = await item();
    await vault.store.deleteAllVersions(one.key);
    await vault.store.put(one.key, inPieces(Buffer.alloc(99)));
    expect(await found(one)).toEqual(['object_differs']);
  });

  it('names a second version', async () => {
    const one = await item();
    await vault.store.put(one.key, inPieces(Buffer.alloc(99)));
    expect(await found(one)).toEqual(['object_differs', 'object_versions']);
  });

  it('names lost and damaged keys', async () => {
    const one = await item();
    await superuser('DELETE FROM keystore.data_key WHERE media_id = $1', 'keystore', [one.id]);
    const damaged = 'UPDATE keystore.payload_key SET wrapped = set_byte(wrapped, 70, get_byte(wrapped, 70) # 1)';
    await superuser(`${damaged} WHERE owner_id = $1`, 'keystore', [one.id]);
    expect(await found(one)).toEqual(['data_key_missing', 'payload_key_closed']);
  });

  it('names a lost row', async () => {
    const one = await item();
    await superuser('DELETE FROM records.media WHERE id = $1', 'vault', [one.id]);
    expect(await found(one)).toEqual(['object_unknown']);
    await vault.store.deleteAllVersions(one.key);
    const object = { id: one.key.split('/').at(-1) ?? '', key: one.key };
    expect(await found(object)).toEqual(['row_missing']);
  });

  it('names a row that no entry tells of', async () => {
    const one = await item();
    await vault.events();
    await superuser(`UPDATE records.media SET received_at = ${old} WHERE id = $1`, 'vault', [one.id]);
    await superuser("DELETE FROM audit.leaf WHERE type = 'media.stored' AND media = $1", 'vault', [one.id]);
    expect(await found(one)).toEqual(['entry_missing']);
  });

  it('names an old key without a row', async () => {
    const [id, objectId] = [newId(), newId()];
    await superuser(
      `INSERT INTO keystore.data_key SELECT $1, $2, media_id, subject_id, wrapped, ${old} FROM keystore.data_key LIMIT 1`,
      'keystore',
      [id, objectId],
    );
    expect(await found({ id, key: '' })).toEqual(['key_unused']);
  });

  it('names a reservation left over', async () => {
    const id = newId();
    await superuser(
      `INSERT INTO records.media_reservation (media_id, object_id, object_key, actor_id, started_at, beat_at)
       VALUES ($1, $2, 'objects/left/over', $2, ${old}, ${old})`,
      'vault',
      [id, newId()],
    );
    expect(await found({ id, key: '' })).toEqual(['reservation_left']);
  });
});
