import { type Id, newId, systemContext } from '../../../src/kernel';
import { RunWatch } from '../../../src/lifecycle/retention/dispositions/run-watch.job';
import { DestructionGate, NotDestructible } from '../../../src/lifecycle/retention';
import { loadPolicyData } from '../../../src/platform/settings';
import { jpeg } from '../../support/media-corpus';
import { type Caller, factsFor, told, VaultAtWork } from '../media/vault-at-work';

let vault: VaultAtWork;
let support: Caller;
let records: Caller;
let dpo: Caller;

beforeAll(async () => {
  vault = await VaultAtWork.start();
  support = await vault.person('support_agent');
  records = await vault.person('records_manager');
  dpo = await vault.person('dpo');
  // A schedule in force that ends screenshots at once, 48 hours after somebody was told.
  const rows = loadPolicyData('config').retentionSchedules.map((row) =>
    row.id === 'P24' ? Object.assign(row, { max: 'P0D', preNotice: 'PT48H' }) : row,
  );
  await vault.sql(
    `INSERT INTO retention.schedule_version (id, hash, base, shipped, rows, proposed_by, moves, in_force_at, approval)
     VALUES ($1, $2, '', '', $3, $1, '[]', now(), $1)`,
    [newId(), `sha256:${'ab'.repeat(32)}`, JSON.stringify(rows)],
  );
});
afterAll(() => vault.close());

async function due(place = 'DE'): Promise<Id> {
  const ticket = await vault.ticket({ assignee: support.id, purpose: 'support' });
  const facts = factsFor(ticket, { 'Vault-Class': 'support_screenshot', 'Vault-Jurisdiction': place });
  const { id } = (await vault.http(support, 'post', '/v1/media').set(facts).send(jpeg())).body as { id: Id };
  await vault.sql(`UPDATE records.ticket SET status = 'closed' WHERE external_id = $1`, [ticket]);
  await vault.http(records, 'get', `/v1/media/${id}/why`);
  return id;
}
const listed = async (): Promise<Id[]> =>
  ((await vault.http(dpo, 'get', '/v1/dispositions/notices?limit=200')).body as { items: { media: Id }[] }).items.map(
    ({ media }) => media,
  );
const note = (media: Id[], hoursAgo: number, caller = dpo) =>
  vault
    .http(caller, 'post', '/v1/dispositions/notices')
    .send({ media, givenAt: new Date(Date.now() - hoursAgo * 3_600_000) });
const kept = (id: Id, ground: 'disposition' | 'request'): Promise<string[]> =>
  vault.databases.vault
    .transaction(systemContext('test'), (tx) => vault.app.get(DestructionGate).assertDestructible(tx, [id], ground))
    .then(
      () => [],
      (error: unknown) => {
        if (!(error instanceof NotDestructible)) throw error;
        return error.kept.map(({ reason }) => reason);
      },
    );

describe('an end that has to be announced', () => {
  it('waits for its notice, and two days more', async () => {
    const id = await due();
    expect(await listed()).toContain(id);
    expect(await kept(id, 'disposition')).toEqual(['notice_missing']);
    expect((await note([id], 1)).body).toEqual({ items: 1 });
    expect(await listed()).not.toContain(id);
    expect(await kept(id, 'disposition')).toEqual(['notice_missing']);
    const other = await due();
    await note([other], 49);
    expect(await kept(other, 'disposition')).toEqual([]);
    const entry = (await vault.events(id)).find(({ type }) => type === 'disposition.announced');
    expect(entry).toMatchObject({ decision: 'allow', actor: { id: dpo.id } });
  });

  it('needs another notice when it moves', async () => {
    const id = await due();
    await note([id], 72);
    expect(await kept(id, 'disposition')).toEqual([]);
    await vault.sql(
      `UPDATE records.ticket t SET status = 'open' FROM records.media_ticket l WHERE l.ticket_id = t.id AND l.media_id = $1`,
      [id],
    );
    await vault.sql(
      `UPDATE records.ticket t SET status = 'closed' FROM records.media_ticket l WHERE l.ticket_id = t.id AND l.media_id = $1`,
      [id],
    );
    expect(await kept(id, 'disposition')).toEqual(['notice_missing']);
  });

  it('needs none where the person asked', async () => {
    expect(await kept(await due(), 'request')).toEqual([]);
  });

  it('is noted by DPO and records managers', async () => {
    const id = await due();
    expect(told(await note([id], 1, support))).toBe('403 forbidden');
    expect((await vault.events(support.id)).at(-1)).toMatchObject({ type: 'access.denied', decision: 'deny' });
    expect(told(await note([id], -1))).toBe('422 invalid_facts');
    expect((await note([newId()], 1)).body).toEqual({ items: 0 });
  });

  it('is asked for each day', async () => {
    await due();
    await vault.app.get(RunWatch).run();
    const { items } = (await vault.http(dpo, 'get', '/v1/notifications')).body as { items: { kind: string }[] };
    expect(items.map(({ kind }) => kind)).toContain('disposition.notice_due');
  });
});

describe('an item of unknown class', () => {
  it('is asked about after three days', async () => {
    const ticket = await vault.ticket({ assignee: support.id, purpose: 'support' });
    const taken = await vault
      .http(support, 'post', '/v1/media')
      .set(factsFor(ticket, { 'Vault-Class': 'unknown' }))
      .send(jpeg());
    const { id } = taken.body as { id: Id };
    await vault.sql("UPDATE records.media SET received_at = now() - interval '4 days' WHERE id = $1", [id]);
    await vault.app.get(RunWatch).run();
    const { items } = (await vault.http(records, 'get', '/v1/notifications')).body as { items: { kind: string }[] };
    expect(items.map(({ kind }) => kind)).toContain('disposition.unclassified');
  });
});

describe('an opening for the business', () => {
  it('counts as processing for the floor', async () => {
    const ticket = await vault.ticket({ assignee: support.id, purpose: 'support' });
    const facts = factsFor(ticket, { 'Vault-Class': 'product_damage_photo', 'Vault-Jurisdiction': 'IN' });
    const { id } = (await vault.http(support, 'post', '/v1/media').set(facts).send(jpeg())).body as { id: Id };
    await vault.sql("UPDATE records.media SET released_at = now() - interval '90 days' WHERE id = $1", [id]);
    const since = async (): Promise<number> => {
      const { claims } = (await vault.http(records, 'get', `/v1/media/${id}/claims`)).body as {
        claims: { row: string; triggerAt: string }[];
      };
      return Date.parse(claims.find(({ row }) => row === 'F01')?.triggerAt ?? '');
    };
    const quarterAgo = Date.now() - 89 * 86_400_000;
    expect(await since()).toBeLessThan(quarterAgo);
    const opened = await vault
      .http(support, 'post', `/v1/media/${id}/views`)
      .send({ ticket: { system: 'own', id: ticket }, purpose: 'support' });
    expect(opened.status).toBe(201);
    await vault.http(support, 'delete', `/v1/views/${(opened.body as { id: Id }).id}`);
    expect(await since()).toBeGreaterThan(quarterAgo);
  });
});
