import type { Id } from '../../../src/kernel';
import { HoldReminders } from '../../../src/lifecycle/retention/holds/hold-reminders.job';
import { RunWatch } from '../../../src/lifecycle/retention/dispositions/run-watch.job';
import { DispositionRuns } from '../../../src/lifecycle/retention';
import { jpeg } from '../../support/media-corpus';
import { type Caller, factsFor, told, VaultAtWork } from '../media/vault-at-work';

let vault: VaultAtWork;
let legal: Caller;
let agent: Caller;
let records: Caller;

beforeAll(async () => {
  vault = await VaultAtWork.start();
  legal = await vault.person('legal');
  agent = await vault.person('support_agent');
  records = await vault.person('records_manager');
});
afterAll(() => vault.close());

const place = async (): Promise<Id> =>
  (
    (
      await vault.http(legal, 'post', '/v1/holds').send({
        ...{ matter: 'M-2026/9', reason: 'litigation' },
        scope: { classes: ['medical'] },
      })
    ).body as { id: Id }
  ).id;
const notify = (hold: Id, people: Id[], caller = legal) =>
  vault.http(caller, 'post', `/v1/holds/${hold}/custodians`).send({ people });
const acknowledge = (hold: Id, caller: Caller) =>
  vault.http(caller, 'post', `/v1/hold-notices/${hold}/acknowledgement`).send();
const newsOf = async (caller: Caller, kind: string) =>
  (
    (await vault.http(caller, 'get', '/v1/notifications')).body as { items: { kind: string; body: { hold?: Id } }[] }
  ).items.filter((item) => item.kind === kind);
const typesOf = async (id: Id): Promise<string[]> => (await vault.events(id)).map(({ type }) => type);

describe('custodians of a hold', () => {
  it('are told once, and acknowledge', async () => {
    const hold = await place();
    await notify(hold, [agent.id]);
    const { items } = (await notify(hold, [agent.id])).body as { items: { person: Id; acknowledgedAt: null }[] };
    expect(items).toMatchObject([{ person: agent.id, acknowledgedAt: null }]);
    expect((await newsOf(agent, 'hold.notice')).filter(({ body }) => body.hold === hold)).toHaveLength(1);
    expect((await vault.http(agent, 'get', '/v1/hold-notices')).body).toMatchObject({
      items: [{ hold, matter: 'M-2026/9', acknowledgedAt: null }],
    });
    expect((await acknowledge(hold, agent)).status).toBe(204);
    const known = await vault.http(records, 'get', `/v1/holds/${hold}/custodians`);
    expect(known.body).toMatchObject({ items: [{ person: agent.id, acknowledgedAt: expect.any(String) as string }] });
    expect(await typesOf(hold)).toEqual(expect.arrayContaining(['hold.noticed', 'hold.acknowledged']));
  });

  it('are nobody who was not told', async () => {
    const hold = await place();
    expect(told(await acknowledge(hold, agent))).toBe('404 not_found');
    expect((await vault.events(hold)).at(-1)).toMatchObject({ type: 'hold.denied', decision: 'deny' });
    expect(told(await notify(hold, [agent.id], records))).toBe('403 forbidden');
    expect((await notify(hold, ['7f3b9a52-8a0e-4c5f-9a53-3f6f0a0e1a11'])).body).toEqual({ items: [] });
  });

  it('are asked again after a week of silence', async () => {
    const [hold, other] = [await place(), await place()];
    await notify(hold, [agent.id]);
    await notify(other, [agent.id]);
    await acknowledge(other, agent);
    await vault.sql("UPDATE retention.hold_custodian SET reminded_at = now() - interval '8 days'");
    for (let times = 0; times < 2; times += 1) await vault.app.get(HoldReminders).run();
    const told = await newsOf(agent, 'hold.notice');
    expect([hold, other].map((id) => told.filter(({ body }) => body.hold === id).length)).toEqual([2, 1]);
    expect(await typesOf(hold)).toContain('hold.reminded');
  });
});

describe('a hold that nobody confirms', () => {
  it('is asked about, and still holds', async () => {
    const hold = await place();
    await vault.sql("UPDATE retention.hold SET confirmed_at = now() - interval '91 days' WHERE id = $1", [hold]);
    for (let times = 0; times < 2; times += 1) await vault.app.get(HoldReminders).run();
    expect((await newsOf(legal, 'hold.unconfirmed')).filter(({ body }) => body.hold === hold)).toHaveLength(1);
    expect((await vault.http(legal, 'get', `/v1/holds/${hold}`)).body).toMatchObject({ releasedAt: null });
  });
});

describe('a daily run that did not happen', () => {
  it('is an alarm until one does', async () => {
    const ticket = await vault.ticket({ assignee: agent.id, purpose: 'support' });
    await vault
      .http(agent, 'post', '/v1/media')
      .set(factsFor(ticket, { 'Vault-Class': 'support_screenshot' }))
      .send(jpeg());
    const watch = vault.app.get(RunWatch);
    await watch.run();
    expect(await newsOf(records, 'disposition.missed')).toHaveLength(0);
    await vault.sql("UPDATE records.media SET received_at = now() - interval '3 days'");
    await watch.run();
    expect(await newsOf(records, 'disposition.missed')).toHaveLength(1);
    await vault.app.get(DispositionRuns).run(new AbortController().signal);
    await watch.run();
    expect(await newsOf(records, 'disposition.missed')).toHaveLength(1);
    expect((await vault.events()).map(({ type }) => type)).toContain('disposition.missed');
  });
});
