import type { Response } from 'supertest';
import type { Id } from '../../../src/kernel';
import { jpeg } from '../../support/media-corpus';
import { type Caller, factsFor, told } from '../media/vault-at-work';
import { type Held, VaultOfRequests } from './vault-of-requests';

interface ShownPlan {
  readonly items: readonly { readonly media: Id; readonly decision: string; readonly code: string }[];
  readonly sha256: string;
}

/** What the law keeps from the person (regulation D4, R6). */
describe('an item whose existence is secret', () => {
  let work: VaultOfRequests;
  let kyc: Caller;
  let legal: Caller;
  beforeAll(async () => {
    work = await VaultOfRequests.start();
    kyc = await work.vault.person('kyc_agent');
    legal = await work.vault.person('legal');
  });
  afterAll(() => work.vault.close());

  const disclose = (id: Id, disclosure: string, by: Caller = work.people.officer): Promise<Response> =>
    work.vault.http(by, 'put', `/v1/media/${id}/disclosure`).send({ disclosure }).then();
  const get = (by: Caller, path: string): Promise<Response> => work.vault.http(by, 'get', path).then();
  const planSeenBy = async (by: Caller, id: Id): Promise<ShownPlan> =>
    (await get(by, `/v1/subject-requests/${id}/plan`)).body as ShownPlan;
  const letter = async (id: Id): Promise<string> => {
    const answer = await work.post('dpo', `/v1/subject-requests/${id}/letters`, { contact: 'dpo@example.org' });
    return (answer.body as { text: string }).text.replaceAll(id, 'ID');
  };
  const planned = async (subject: Id): Promise<Id> => {
    const id = await work.request(subject);
    await work.plan(id);
    return id;
  };
  const secretOf = async (subject?: Id): Promise<Held> => {
    const item = await work.item(subject === undefined ? {} : { 'Vault-Subject': subject });
    expect((await disclose(item.id, 'tipping_off')).status).toBe(200);
    return item;
  };

  it('is made so by compliance alone', async () => {
    const item = await work.item();
    const { agent, dpo, records } = work.people;
    for (const by of [agent, dpo, records, legal, kyc])
      expect((await disclose(item.id, 'tipping_off', by)).status).toBe(403);
    expect((await disclose(item.id, 'tipping_off')).body).toMatchObject({ disclosure: 'tipping_off' });
    const entries = (await work.vault.events(item.id)).filter(({ type }) => type === 'media.disclosure.set');
    expect(entries.map(({ decision, reason }) => [decision, reason])).toEqual([['allow', 'tipping_off']]);
    expect((await disclose(item.id, 'normal')).body).toMatchObject({ disclosure: 'normal' });
  });

  it('is absent for whoever meets the person', async () => {
    const item = await secretOf();
    await work.vault.sql(`UPDATE records.ticket SET status = 'open' WHERE external_id = $1`, [item.ticket]);
    const { agent, records, officer, dpo } = work.people;
    for (const by of [agent, records])
      for (const path of ['', '/entries', '/why'])
        expect((await get(by, `/v1/media/${item.id}${path}`)).status).toBe(404);
    const listed = await get(agent, `/v1/media?ticket=own/${item.ticket}`);
    expect((listed.body as { items: unknown[] }).items).toEqual([]);
    const wish = { ticket: { system: 'own', id: item.ticket }, purpose: 'support' };
    expect(told(await work.vault.http(agent, 'post', `/v1/media/${item.id}/views`).send(wish))).toMatch(/^404/);
    for (const by of [officer, dpo]) expect((await get(by, `/v1/media/${item.id}`)).status).toBe(200);
  });

  it('ends the views that are open', async () => {
    const item = await work.item();
    await work.vault.sql(`UPDATE records.ticket SET status = 'open' WHERE external_id = $1`, [item.ticket]);
    const wish = { ticket: { system: 'own', id: item.ticket }, purpose: 'support' };
    const view = await work.vault.http(work.people.agent, 'post', `/v1/media/${item.id}/views`).send(wish);
    await disclose(item.id, 'state_secret');
    const { id } = view.body as { id: Id };
    expect((await get(work.people.agent, `/v1/views/${id}/content`)).status).toBeGreaterThanOrEqual(400);
  });

  it('may be so by its class', async () => {
    const ticket = await work.vault.ticket({ assignee: kyc.id, purpose: 'kyc_review' });
    const facts = factsFor(ticket, { 'Vault-Class': 'suspicion_report' });
    const taken = (await work.vault.http(kyc, 'post', '/v1/media').set(facts).send(jpeg())).body as { id: Id };
    expect((await get(kyc, `/v1/media/${taken.id}`)).status).toBe(404);
    expect((await get(work.people.officer, `/v1/media/${taken.id}`)).body).toMatchObject({ disclosure: 'tipping_off' });
  });

  it.each(['erasure', 'access', 'portability', 'restriction', 'rectification'])(
    'is left out of a plan for %s',
    async (type) => {
      const item = await work.item();
      const secret = await secretOf(item.subject);
      const id = await work.request(item.subject, { type });
      await work.plan(id);
      const whole = await planSeenBy(work.people.dpo, id);
      expect(whole.items.find(({ media }) => media === secret.id)).toMatchObject({ decision: 'omit', code: 'R6' });
      const seen = await planSeenBy(work.people.records, id);
      expect(seen.items.map(({ media }) => media)).toEqual([item.id]);
      expect(seen.sha256).toBe(whole.sha256);
    },
  );

  it.each(['en', 'de', 'hi'])('changes no letter in %s', async (language) => {
    const [alone, beside] = [await work.item(), await work.item()];
    await secretOf(beside.subject);
    const letters: string[] = [];
    for (const { subject } of [alone, beside]) {
      const id = await work.request(subject, { language });
      await work.plan(id);
      letters.push(await letter(id));
    }
    expect(letters[0]).toBe(letters[1]);
  });

  it('alone gives the letter of nobody’s items', async () => {
    const secret = await secretOf();
    const emptied = await work.item();
    await work.carryOut(await planned(emptied.subject));
    const letters: string[] = [];
    for (const subject of [secret.subject, emptied.subject]) {
      const id = await work.request(subject);
      await work.plan(id);
      letters.push(await letter(id));
    }
    expect(letters[0]).toBe(letters[1]);
    expect(letters[0]).toContain('no files about you that we may tell you of');
  });

  it('stays while the rest is erased', async () => {
    const item = await work.item();
    const secret = await secretOf(item.subject);
    const id = await work.request(item.subject);
    await work.plan(id);
    const approval = await work.approved(id);
    const shown = (await get(work.people.records, `/v1/approvals/${approval}`)).text;
    expect(shown).not.toContain(secret.id);
    await work.start(approval);
    expect(await work.finish(id)).toMatchObject({ state: 'carried_out' });
    expect((await get(work.people.officer, `/v1/media/${secret.id}`)).body).toMatchObject({
      state: 'available',
      restricted: false,
    });
    const told = await get(work.people.records, `/v1/subject-requests/${id}`);
    expect(told.text).not.toContain(secret.id);
  });

  it('stays in no history of accesses', async () => {
    const item = await work.item();
    const secret = await secretOf(item.subject);
    await get(work.people.officer, `/v1/media/${secret.id}`);
    const { officer } = work.people;
    const before = await get(work.people.dpo, `/v1/media/${item.id}`);
    expect(before.status).toBe(200);
    const { accesses } = (await get(officer, `/v1/reports/access-history?subject=${item.subject}`)).body as {
      accesses: readonly { readonly act: string; readonly by: { readonly role: string } }[];
    };
    expect(accesses.filter(({ act }) => act === 'media.shown').map(({ by }) => by.role)).toEqual(['dpo']);
  });
});
