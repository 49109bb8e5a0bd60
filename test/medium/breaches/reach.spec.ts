import { ArtefactRemoval } from '../../../src/casework/evidence';
import { newId } from '../../../src/kernel';
import { jpeg } from '../../support/media-corpus';
import { EvidenceAtWork } from '../evidence/evidence-at-work';
import { type Caller, factsFor, told, type VaultAtWork } from '../media/vault-at-work';

interface Counts {
  readonly persons: number;
  readonly items: number;
  readonly readings: number;
  readonly byJurisdiction: { jurisdiction: string | null; persons: number; items: number }[];
  readonly byWay: { way: string; items: number }[];
}
interface Item {
  readonly media: string;
  readonly subject: string | null;
  readonly jurisdiction: string | null;
  readonly ways: string[];
  readonly readings: number;
}

describe('the reach of a breach', () => {
  let work: EvidenceAtWork;
  let vault: VaultAtWork;
  let officer: Caller;
  let breach: string;
  let agent: Caller;
  let ticket: string;
  let opened: { media: string; subject: string };
  let unopened: { media: string; subject: string };
  const from = new Date(Date.now() - 3_600_000).toISOString();
  const to = new Date(Date.now() + 3_600_000).toISOString();

  beforeAll(async () => {
    work = await EvidenceAtWork.start();
    ({ vault, officer } = work);
    agent = await vault.person('kyc_agent');
    ticket = await vault.ticket({ assignee: agent.id });
    opened = await takeIn(agent, ticket, 'DE');
    unopened = await takeIn(agent, ticket, 'IN');
    await work.view(agent, opened.media, ticket);
    await work.view(agent, opened.media, ticket);
    await work.openedItem();
    breach = await record();
    await vault.events();
  });
  afterAll(() => work.close());

  async function takeIn(by: Caller, ticket: string, place: string): Promise<{ media: string; subject: string }> {
    const facts = factsFor(ticket, { 'Vault-Jurisdiction': place });
    const answer = await vault.http(by, 'post', '/v1/media').set(facts).send(jpeg(9_000));
    const { id, subject } = answer.body as { id: string; subject: string };
    return { media: id, subject };
  }
  async function record(): Promise<string> {
    const report = {
      capacity: 'controller',
      kinds: ['confidentiality'],
      jurisdictions: ['DE', 'IN'],
      summary: 'Lost.',
    };
    return ((await vault.http(officer, 'post', '/v1/breaches').send(report)).body as { id: string }).id;
  }
  async function search(query: object, about = breach): Promise<{ id: string; counts: Counts }> {
    const operation = await work.make(`/v1/breaches/${about}/reaches`, { from, to, ...query });
    if (operation.state !== 'succeeded') throw new Error(JSON.stringify(operation));
    const listed = await vault.http(officer, 'get', `/v1/breaches/${about}/reaches`);
    const [newest] = (listed.body as { items: { id: string; counts: Counts }[] }).items;
    if (newest === undefined) throw new Error(listed.text);
    return newest;
  }
  async function items(reach: string, query = '', about = breach): Promise<Item[]> {
    const answer = await vault.http(officer, 'get', `/v1/breaches/${about}/reaches/${reach}/items${query}`);
    return (answer.body as { items: Item[] }).items;
  }

  it('by actor holds what they opened', async () => {
    const { id, counts } = await search({ actor: agent.id });
    const found = await items(id);
    expect(found.map(({ media }) => media)).toContain(opened.media);
    expect(found.every(({ media }) => [opened.media, unopened.media].includes(media))).toBe(true);
    const [item] = found.filter(({ media }) => media === opened.media);
    expect(item).toMatchObject({ subject: opened.subject, jurisdiction: 'DE', readings: 2, ways: ['opened'] });
    expect(counts.byJurisdiction).toContainEqual(expect.objectContaining({ jurisdiction: 'DE', persons: 1, items: 1 }));
    expect((await vault.events(breach)).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['breach.searched', 'breach.shown']),
    );
  });

  it('by person holds their items alone', async () => {
    const { id, counts } = await search({ subject: opened.subject });
    expect((await items(id)).map(({ media }) => media)).toEqual([opened.media]);
    expect(counts).toMatchObject({ persons: 1, items: 1, readings: 2 });
  });

  it('by time holds nothing from outside it', async () => {
    const past = { from: '2020-01-01T00:00:00Z', to: '2020-02-01T00:00:00Z' };
    expect((await search(past)).counts).toMatchObject({ persons: 0, items: 0, readings: 0 });
  });

  it('by key adds what it would have opened', async () => {
    const destroyed = async (at: string): Promise<string> => {
      const { media } = await takeIn(agent, ticket, 'DE');
      await vault.sql(
        "UPDATE records.media SET state = 'destroyed', certificate_id = $3, destroyed_at = $2 WHERE id = $1",
        [media, at, newId()],
      );
      return media;
    };
    const gone = await destroyed(to);
    const goneBefore = await destroyed(from);
    const [row] = await vault.databases.keystore.dataSource.query<{ epoch: number }[]>(
      'SELECT max(epoch) AS epoch FROM keystore.epoch_key',
    );
    const { id, counts } = await search({ key: 'epoch', epoch: row?.epoch });
    const found = new Map((await items(id)).map((item) => [item.media, item]));
    expect(found.get(unopened.media)?.ways).toEqual(['exposed']);
    expect(found.get(opened.media)?.ways).toEqual(['exposed', 'opened']);
    expect(found.get(gone)).toMatchObject({ ways: ['exposed'], jurisdiction: 'DE', readings: 0 });
    expect(found.has(goneBefore)).toBe(false);
    expect(counts.byJurisdiction.map(({ jurisdiction }) => jurisdiction)).toEqual(['DE', 'IN']);
    const own = await search({ key: 'subject', subject: unopened.subject });
    expect((await items(own.id)).map(({ media, ways }) => [media, ways])).toEqual([[unopened.media, ['exposed']]]);
  });

  it('holds what the store gave unexplained', async () => {
    await vault.sql(
      `INSERT INTO reconciliation.store_read (request_id, at, act, object_key, own_credentials, bytes, verdict)
       SELECT $2, now(), 'get', object_key, false, 100, 'foreign_credentials' FROM records.media WHERE id = $1`,
      [unopened.media, newId()],
    );
    const { id, counts } = await search({ subject: unopened.subject });
    expect(await items(id)).toEqual([expect.objectContaining({ media: unopened.media, ways: ['fetched'] })]);
    expect(counts.byWay).toEqual([{ way: 'fetched', items: 1 }]);
  });

  it('holds what a bundle took out', async () => {
    const order = { completeness: 'selection', from, to, query: { media: opened.media }, content: 'hashes' };
    const made = await work.make('/v1/evidence-bundles', order);
    expect(made.state).toBe('succeeded');
    await vault.http(officer, 'get', `${made.result ?? ''}/content`);
    await vault.events();
    const { id } = await search({ actor: officer.id });
    const [item] = (await items(id)).filter(({ media }) => media === opened.media);
    expect(item?.ways).toEqual(['described']);
  });

  it('holds what a removed bundle took out', async () => {
    await vault.app.get(ArtefactRemoval).removeHolding('media', [opened.media]);
    const { id } = await search({ actor: officer.id });
    const [item] = (await items(id)).filter(({ media }) => media === opened.media);
    expect(item?.ways).toEqual(['described']);
    const left = 'SELECT DISTINCT kind FROM evidence.artefact_about';
    expect(await vault.sql(left)).toEqual([{ kind: 'media' }]);
  });

  it('gives its numbers to the notices of each law', async () => {
    const id = await record();
    const { counts } = await search({ actor: agent.id }, id);
    const [german] = counts.byJurisdiction.filter(({ jurisdiction }) => jurisdiction === 'DE');
    const drafted = await vault.http(officer, 'post', `/v1/breaches/${id}/notices/T7/drafts`).send({ contact: 'dpo' });
    expect((drafted.body as { text: string }).text).toContain(`Approximate number of persons: ${german?.persons}\n`);
  });

  it('comes in pages', async () => {
    const { id, counts } = await search({});
    const first = await vault.http(officer, 'get', `/v1/breaches/${breach}/reaches/${id}/items?limit=1`);
    const { items: one, next } = first.body as { items: Item[]; next: string };
    const rest = await items(id, `?cursor=${encodeURIComponent(next)}`);
    expect(new Set([...one, ...rest].map(({ media }) => media)).size).toBe(counts.items);
  });

  it('is refused to others, and where it makes no sense', async () => {
    const post = (by: Caller, body: object, id = breach) =>
      vault.http(by, 'post', `/v1/breaches/${id}/reaches`).send({ from, to, ...body });
    expect((await post(agent, {})).status).toBe(403);
    expect((await vault.http(agent, 'get', `/v1/breaches/${breach}/reaches`)).status).toBe(403);
    expect(told(await post(officer, {}, newId()))).toBe('404 not_found');
    expect(told(await post(officer, { from: to, to: from }))).toBe('400 invalid_request');
    expect(told(await post(officer, { key: 'subject' }))).toBe('400 invalid_request');
    expect(told(await post(officer, { key: 'epoch', epoch: 4_711 }))).toBe('400 invalid_request');
    const denied = (await vault.events(breach)).filter(({ type }) => type === 'breach.denied');
    expect(denied.map(({ reason }) => reason)).toEqual(['period', 'subject', 'epoch']);
  });
});
