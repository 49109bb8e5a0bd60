import type { Id } from '../../../src/kernel';
import { systemContext } from '../../../src/kernel';
import { CutRestricted } from '../../../src/records/media/upkeep/cut-restricted.job';
import { Restrictions } from '../../../src/lifecycle/retention';
import { jpeg } from '../../support/media-corpus';
import { type Caller, factsFor, told, VaultAtWork } from '../media/vault-at-work';

let vault: VaultAtWork;
let kyc: Caller;
let legal: Caller;
let dpo: Caller;
let compliance: Caller;
let reader: Caller;
let records: Caller;
let ticket: string;

beforeAll(async () => {
  vault = await VaultAtWork.start();
  kyc = await vault.person('kyc_agent');
  legal = await vault.person('legal');
  dpo = await vault.person('dpo');
  compliance = await vault.person('compliance_officer');
  records = await vault.person('records_manager');
  reader = await vault.program('media:read', 'media:list');
  ticket = await vault.ticket({ assignee: kyc.id });
});
afterAll(() => vault.close());

interface Item {
  readonly id: Id;
  readonly subject: Id;
}
const passport = async (): Promise<Item> => {
  const answer = await vault.http(kyc, 'post', '/v1/media').set(factsFor(ticket)).send(jpeg(100_000));
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body as Item;
};
const open = (caller: Caller, media: Id, purpose = 'kyc_review', under = ticket) =>
  vault.http(caller, 'post', `/v1/media/${media}/views`).send({ ticket: { system: 'own', id: under }, purpose });
const content = (caller: Caller, view: Id) => vault.http(caller, 'get', `/v1/views/${view}/content`);
const impose = (body: Record<string, unknown>, caller = dpo) =>
  vault
    .http(caller, 'post', '/v1/restrictions')
    .send({ ground: 'accuracy_contested', reference: 'REQ-2026/14', ...body });
const restricted = async (): Promise<Item & { restriction: Id }> => {
  const item = await passport();
  const imposed = await impose({ media: [item.id] });
  expect(imposed.status).toBe(201);
  return { ...item, restriction: (imposed.body as { id: Id }).id };
};
const give = (to: Caller, media: Id, { id, purpose }: { id: string; purpose: string }) =>
  vault.http(compliance, 'post', '/v1/grants').send({
    ...{ actor: to.id, media, ticket: { system: 'own', id }, purpose, rendition: 'original' },
    expiresAt: new Date(Date.now() + 3_600_000),
  });
const reasons = async (media: Id, type: string): Promise<(string | null)[]> =>
  (await vault.events(media)).filter((event) => event.type === type).map(({ reason }) => reason);
const today = (days = 0): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe('a restricted item', () => {
  it('opens for no agent, and says so', async () => {
    const { id } = await restricted();
    expect(told(await open(kyc, id))).toBe('409 media_restricted');
    expect(await reasons(id, 'view.denied')).toEqual(['restricted']);
    expect(await reasons(id, 'restriction.imposed')).toEqual(['accuracy_contested']);
  });

  it('opens for no program that names it directly', async () => {
    const { id } = await restricted();
    const read = vault
      .http(reader, 'get', `/v1/media/${id}/content`)
      .set({ 'Vault-Ticket': `own/${ticket}`, 'Vault-Purpose': 'kyc_review' });
    expect(told(await read)).toBe('409 media_restricted');
    expect(await reasons(id, 'media.read.denied')).toEqual(['restricted']);
  });

  it('stays absent for whoever never saw it', async () => {
    const { id } = await restricted();
    const stranger = await vault.person('support_agent');
    expect(told(await open(stranger, id))).toBe('404 not_found');
  });

  it('ends views that were open before', async () => {
    const { id } = await passport();
    const view = ((await open(kyc, id)).body as { id: Id }).id;
    expect((await content(kyc, view)).status).toBe(200);
    await impose({ media: [id] });
    expect(told(await content(kyc, view))).toBe('409 media_restricted');
    expect(told(await content(kyc, view))).toBe('410 view_closed');
    expect(await reasons(id, 'view.closed')).toEqual(['restricted']);
  });

  it('is cut without being asked for', async () => {
    const { id } = await passport();
    await open(kyc, id);
    await impose({ media: [id] });
    await vault.app.get(CutRestricted).run();
    const views = await vault.sql('SELECT close_reason FROM records.media_view WHERE media_id = $1', [id]);
    expect(views).toEqual([{ close_reason: 'restricted' }]);
  });

  it('defies a grant that was given before', async () => {
    const { id } = await passport();
    const other = await vault.person('kyc_agent');
    const given = await give(other, id, { id: ticket, purpose: 'kyc_review' });
    expect((await open(other, id)).status).toBe(201);
    await impose({ media: [id] });
    expect(told(await open(other, id))).toBe('404 not_found');
    expect(await reasons(id, 'view.denied')).toEqual(['restricted']);
    const listed = (await vault.http(compliance, 'get', `/v1/grants?media=${id}`)).body as { items: { id: Id }[] };
    expect(listed.items).toMatchObject([{ id: (given.body as { id: Id }).id, state: 'active' }]);
  });

  it('opens for a legal claim', async () => {
    const { id } = await restricted();
    const claim = await vault.ticket({ assignee: legal.id, purpose: 'legal_claim' });
    await vault.sql(
      'INSERT INTO records.media_ticket (media_id, ticket_id, linked_by) SELECT $1, id, $2 FROM records.ticket WHERE external_id = $3',
      [id, legal.id, claim],
    );
    expect((await give(legal, id, { id: claim, purpose: 'legal_claim' })).status).toBe(201);
    const opened = await open(legal, id, 'legal_claim', claim);
    expect(opened.status).toBe(201);
    expect((await content(legal, (opened.body as { id: Id }).id)).status).toBe(200);
  });

  it('is shown as restricted, with its reason', async () => {
    const { id } = await restricted();
    const { items } = (await vault.http(kyc, 'get', `/v1/media?ticket=own/${ticket}&limit=200`)).body as {
      items: { id: Id; restricted: boolean }[];
    };
    expect(items.find((item) => item.id === id)?.restricted).toBe(true);
    const why = await vault.http(records, 'get', `/v1/media/${id}/why`);
    expect(why.body).toMatchObject({ state: 'restricted', restrictions: [{ ground: 'accuracy_contested' }] });
  });
});

describe('the database', () => {
  it('takes no view of a restricted item', async () => {
    const { id } = await restricted();
    const free = await passport();
    await open(kyc, free.id);
    const forged = (purpose: string) =>
      vault.databases.vault.transaction(systemContext('test'), (tx) =>
        tx.query(
          `INSERT INTO records.media_view (id, kind, media_id, ticket_system, ticket_id, purpose, rendition, actor_kind, actor_id,
             grant_id, entry_id, entry_n, expires_at)
           SELECT gen_random_uuid(), kind, $1, ticket_system, ticket_id, $2, rendition, actor_kind, actor_id, grant_id,
             gen_random_uuid(), entry_n, expires_at FROM records.media_view WHERE media_id = $3`,
          [id, purpose, free.id],
        ),
      );
    await expect(forged('kyc_review')).rejects.toThrow(/row-level security/);
    await expect(forged('legal_claim')).resolves.toBeDefined();
  });

  it('restricts on a claim’s day by itself', async () => {
    const { id } = await passport();
    await vault.sql(`UPDATE records.media SET restricted_from = now() + interval '1 hour' WHERE id = $1`, [id]);
    expect((await open(kyc, id)).status).toBe(201);
    await vault.sql('UPDATE records.media SET restricted_from = now() WHERE id = $1', [id]);
    expect(told(await open(kyc, id))).toBe('409 media_restricted');
  });
});

describe('whatever lacks facts', () => {
  it('opens, and waits for a person at its end', async () => {
    const answer = await vault
      .http(kyc, 'post', '/v1/media')
      .set(factsFor(ticket, { 'Vault-Jurisdiction': 'US', 'Vault-Class': 'contract' }))
      .send(jpeg());
    const { id } = answer.body as Item;
    const why = await vault.http(records, 'get', `/v1/media/${id}/why`);
    expect(why.body).toMatchObject({ review: true, restrictions: [] });
    expect((why.body as { state: string }).state).not.toBe('restricted');
  });
});

describe('a restriction', () => {
  it('covers everything of a person', async () => {
    const { subject } = await passport();
    const imposed = await impose({ subject, ground: 'objection' });
    expect(imposed.body).toMatchObject({ items: 1, provision: 'GDPR Art 18(1)(d), 21(1)', liftedAt: null });
  });

  it('is imposed within another’s transaction', async () => {
    const { id } = await passport();
    const context = systemContext('test');
    await vault.databases.vault.transaction(context, (tx) =>
      vault.app.get(Restrictions).restrict(tx, context, { ground: 'erasure_deferred', reference: 'R-1', media: [id] }),
    );
    expect(told(await open(kyc, id))).toBe('409 media_restricted');
  });

  it('is closed to agents and records managers', async () => {
    const { id } = await passport();
    for (const caller of [kyc, records, compliance])
      expect(told(await impose({ media: [id] }, caller))).toBe('403 forbidden');
    expect((await vault.events(records.id)).at(-1)).toMatchObject({ type: 'access.denied', decision: 'deny' });
  });

  it('names nothing that is not there', async () => {
    const absent = '7f3b9a52-8a0e-4c5f-9a53-3f6f0a0e1a11';
    const answer = await impose({ media: [absent] });
    expect(told(answer)).toBe('422 invalid_facts');
    expect(answer.body).toMatchObject({ errors: [{ pointer: `/v1/media/${absent}`, code: 'gone' }] });
    const denied = (await vault.events(dpo.id)).filter(({ type }) => type === 'restriction.denied');
    expect(denied.at(-1)).toMatchObject({ decision: 'deny', reason: 'nothing_to_restrict' });
  });

  it('is listed by its reference', async () => {
    const { id } = await passport();
    await impose({ media: [id], reference: 'LISTED-1' });
    const { items } = (await vault.http(records, 'get', '/v1/restrictions?reference=LISTED-1')).body as {
      items: { reference: string }[];
    };
    expect(items.map(({ reference }) => reference)).toEqual(['LISTED-1']);
  });
});

describe('lifting a restriction', () => {
  const ask = (restriction: Id, noticedOn: string, caller = dpo) =>
    vault.http(caller, 'post', `/v1/restrictions/${restriction}/lifting`).send({ noticedOn });

  it('needs a notice before', async () => {
    const { restriction } = await restricted();
    expect(told(await ask(restriction, today(-1)))).toBe('422 invalid_facts');
    expect(told(await ask(restriction, today(2)))).toBe('422 invalid_facts');
  });

  it('needs two people, then the item opens', async () => {
    const { id, restriction } = await restricted();
    const { id: approval, hash } = (await ask(restriction, today())).body as { id: Id; hash: string };
    const give = (caller: Caller) => vault.http(caller, 'post', `/v1/approvals/${approval}/approval`).send({ hash });
    expect(told(await give(dpo))).toBe('403 self_approval');
    expect(told(await open(kyc, id))).toBe('409 media_restricted');
    expect((await give(compliance)).status).toBeLessThan(300);
    expect((await vault.http(dpo, 'post', `/v1/approvals/${approval}/execution`).send()).status).toBeLessThan(300);
    expect((await open(kyc, id)).status).toBe(201);
    expect(await reasons(id, 'restriction.lifted')).toEqual(['accuracy_contested']);
    expect(told(await ask(restriction, today()))).toBe('409 conflict');
  });

  it('leaves what another restriction keeps', async () => {
    const { id, restriction } = await restricted();
    await impose({ media: [id], ground: 'objection' });
    const { id: approval, hash } = (await ask(restriction, today())).body as { id: Id; hash: string };
    await vault.http(legal, 'post', `/v1/approvals/${approval}/approval`).send({ hash });
    await vault.http(dpo, 'post', `/v1/approvals/${approval}/execution`).send();
    expect(told(await open(kyc, id))).toBe('409 media_restricted');
  });
});
