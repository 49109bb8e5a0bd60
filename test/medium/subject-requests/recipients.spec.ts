import type { Id } from '../../../src/kernel';
import { told } from '../media/vault-at-work';
import { VaultOfRequests } from './vault-of-requests';

interface Notice {
  readonly recipient: { readonly id: Id; readonly name: string };
  readonly erased: readonly Id[];
  readonly restricted: readonly Id[];
  readonly state: string;
}

describe('recipients of items', () => {
  let work: VaultOfRequests;
  beforeAll(async () => {
    work = await VaultOfRequests.start();
  });
  afterAll(() => work.vault.close());

  const recipient = async (name: string): Promise<Id> => {
    const added = await work.post('dpo', '/v1/recipients', { name, contact: `privacy@${name}.example` });
    return (added.body as { id: Id }).id;
  };
  const notices = async (id: Id): Promise<readonly Notice[]> =>
    ((await work.vault.http(work.people.dpo, 'get', `/v1/subject-requests/${id}/notices`)).body as { items: Notice[] })
      .items;
  const turn = (id: Id, to: Id, state: string) =>
    work.vault.http(work.people.dpo, 'post', `/v1/subject-requests/${id}/notices/${to}`).send({ state });

  it('are told what was erased, and asked again', async () => {
    const item = await work.item();
    const [courier, insurer] = [await recipient('courier'), await recipient('insurer')];
    await work.post('officer', '/v1/disclosures', { recipient: courier, media: [item.id], basis: 'processor' });
    const id = await work.request(item.subject);
    await work.plan(id);
    await work.carryOut(id);
    expect(await notices(id)).toMatchObject([{ recipient: { id: courier }, erased: [item.id], state: 'open' }]);
    expect(told(await turn(id, insurer, 'told'))).toBe('404 not_found');
    expect(told(await turn(id, courier, 'acknowledged'))).toBe('409 conflict');
    for (const state of ['told', 'told', 'acknowledged']) expect((await turn(id, courier, state)).status).toBe(204);
    expect(await notices(id)).toMatchObject([{ state: 'acknowledged' }]);
    const types = (await work.vault.events(id)).map(({ type }) => type);
    expect(types).toEqual(
      expect.arrayContaining(['request.notice.opened', 'request.notice.changed', 'request.denied']),
    );
    expect((await work.vault.events(item.id)).map(({ type }) => type)).toContain('disclosure.recorded');
  });

  it('are told what is restricted', async () => {
    const item = await work.item();
    const bank = await recipient('bank');
    await work.post('dpo', '/v1/disclosures', { recipient: bank, media: [item.id], basis: 'contract' });
    const id = await work.request(item.subject, { type: 'restriction' });
    await work.plan(id, { restriction: 'unlawful_processing' });
    await work.carryOut(id);
    expect(await notices(id)).toMatchObject([{ erased: [], restricted: [item.id] }]);
    const waiting = await work.vault.http(work.people.dpo, 'get', '/v1/recipient-notices');
    expect((waiting.body as { items: Notice[] }).items.map((notice) => notice.recipient.id)).toContain(bank);
  });

  it('get nothing that is not there', async () => {
    const bank = await recipient('bank');
    const body = { recipient: bank, media: [bank], basis: 'contract' };
    expect(told(await work.vault.http(work.people.officer, 'post', '/v1/disclosures').send(body))).toBe(
      '404 not_found',
    );
    expect((await work.vault.events()).map(({ type }) => type)).toContain('disclosure.denied');
  });

  it('are named by neither agents nor records managers', async () => {
    for (const by of ['agent', 'records'] as const)
      expect(told(await work.vault.http(work.people[by], 'post', '/v1/recipients').send({}))).toBe('403 forbidden');
  });

  it('of a nominee’s request show the proof', async () => {
    const { subject } = await work.item();
    const wish = { type: 'access', regime: 'DPDP', jurisdiction: 'IN', channel: 'post', subject, byNominee: true };
    const { id } = (await work.post('dpo', '/v1/subject-requests', wish)).body as { id: Id };
    const identify = (means: string) =>
      work.vault
        .http(work.people.dpo, 'post', `/v1/subject-requests/${id}/identity`)
        .send({ result: 'confirmed', means });
    expect(told(await identify('known_contact'))).toBe('409 conflict');
    expect((await identify('nominee_proof')).status).toBe(204);
  });
});
