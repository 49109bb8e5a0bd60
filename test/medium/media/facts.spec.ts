import { newId } from '../../../src/kernel';
import { jpeg } from '../../support/media-corpus';
import { CloseViews } from '../../../src/records/media/upkeep/close-views.job';
import { SweepReservations } from '../../../src/records/media/upkeep/sweep-reservations.job';
import { type Caller, factsFor, told, VaultAtWork } from './vault-at-work';

interface Item {
  readonly id: string;
  readonly subject: string;
  readonly class: string;
  readonly fileName: string | null;
  readonly sha256: string | null;
  readonly tickets: { readonly system: string; readonly id: string }[];
}

let vault: VaultAtWork;
let kyc: Caller;
let support: Caller;
let compliance: Caller;
let ticket: string;
let supportTicket: string;

beforeAll(async () => {
  vault = await VaultAtWork.start();
  kyc = await vault.person('kyc_agent');
  support = await vault.person('support_agent');
  compliance = await vault.person('compliance_officer');
  ticket = await vault.ticket({ assignee: kyc.id });
  supportTicket = await vault.ticket({ assignee: support.id, purpose: 'support' });
  for (let count = 0; count < 5; count += 1) await takeIn(kyc, ticket);
  await takeIn(support, supportTicket, { 'Vault-Class': 'product_damage_photo' });
  await takeIn(support, supportTicket);
});
afterAll(() => vault.close());

async function takeIn(caller: Caller, under: string, change: Record<string, string | undefined> = {}): Promise<Item> {
  const answer = await vault.http(caller, 'post', '/v1/media').set(factsFor(under, change)).send(jpeg());
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body as Item;
}
const list = async (caller: Caller, query = ''): Promise<{ items: Item[]; next: string | null }> =>
  (await vault.http(caller, 'get', `/v1/media${query}`)).body as { items: Item[]; next: string | null };

describe('the list of items', () => {
  it('shows an agent what hangs on own tickets', async () => {
    expect((await list(kyc)).items).toHaveLength(5);
  });

  it('shows a support agent no document of KYC', async () => {
    expect((await list(support)).items.map((item) => item.class)).toEqual(['product_damage_photo']);
  });

  it('shows a compliance officer all, without names', async () => {
    const { items } = await list(compliance);
    expect(items).toHaveLength(7);
    expect(items.every(({ fileName, sha256 }) => fileName === null && sha256 === null)).toBe(true);
    expect((await list(kyc)).items[0]).toMatchObject({
      fileName: 'passport.jpg',
      sha256: expect.any(String) as string,
    });
  });

  it('is closed to roles that see no facts', async () => {
    const administrator = await vault.person('administrator');
    expect(told(await vault.http(administrator, 'get', '/v1/media'))).toBe('403 forbidden');
    expect((await vault.events(administrator.id)).at(-1)).toMatchObject({ type: 'access.denied' });
  });

  it('goes on where its cursor says', async () => {
    const seen: string[] = [];
    let page = await list(compliance, '?limit=3');
    for (;;) {
      seen.push(...page.items.map(({ id }) => id));
      if (page.next === null) break;
      page = await list(compliance, `?limit=3&cursor=${page.next}`);
    }
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
  });

  it('takes no cursor of another list', async () => {
    const { next } = await list(compliance, '?limit=3');
    const other = await vault.http(compliance, 'get', `/v1/media?limit=3&class=passport&cursor=${next ?? ''}`);
    expect(told(other)).toBe('400 invalid_cursor');
    expect(told(await vault.http(compliance, 'get', '/v1/media?cursor=nonsense'))).toBe('400 invalid_cursor');
  });

  it('narrows by ticket, subject, class, state and date', async () => {
    const [first] = (await list(kyc)).items;
    expect((await list(compliance, `?ticket=own/${supportTicket}`)).items).toHaveLength(2);
    expect((await list(compliance, `?subject=${first?.subject ?? ''}`)).items.map(({ id }) => id)).toEqual([first?.id]);
    expect((await list(compliance, '?class=product_damage_photo')).items).toHaveLength(1);
    expect((await list(compliance, '?state=quarantined')).items).toHaveLength(0);
    expect((await list(compliance, '?from=2099-01-01')).items).toHaveLength(0);
    expect((await list(compliance, '?to=2099-01-01')).items).toHaveLength(7);
    expect((await list(compliance, '?ticket=own/nobody')).items).toHaveLength(0);
  });

  it.each([
    '?ticket=x',
    '?subject=1',
    '?limit=0',
    '?limit=999',
    '?state=gone',
    '?from=never',
    "?class=a'--",
    '?other=1',
  ])('refuses the filter %s', async (query) => {
    expect(told(await vault.http(compliance, 'get', `/v1/media${query}`))).toBe('400 invalid_request');
  });

  it('can be had from a ticket and a subject', async () => {
    const [first] = (await list(kyc)).items;
    const ofTicket = await vault.http(kyc, 'get', `/v1/tickets/own/${ticket}/media`);
    expect((ofTicket.body as { items: Item[] }).items).toHaveLength(5);
    const ofSubject = await vault.http(compliance, 'get', `/v1/subjects/${first?.subject ?? ''}/media`);
    expect((ofSubject.body as { items: Item[] }).items).toHaveLength(1);
  });

  it('is an entry each time it is read', async () => {
    await list(compliance, '?class=passport');
    expect((await vault.events(compliance.id)).at(-1)).toMatchObject({ type: 'media.listed', decision: 'allow' });
  });
});

describe('one item', () => {
  it('has an ETag that saves its body', async () => {
    const [first] = (await list(kyc)).items;
    const path = `/v1/media/${first?.id ?? ''}`;
    const answer = await vault.http(kyc, 'get', path);
    expect(answer.body).toMatchObject({ id: first?.id, state: 'available' });
    const again = await vault.http(kyc, 'get', path).set('If-None-Match', String(answer.headers['etag']));
    expect(again.status).toBe(304);
  });

  it('is absent for who may not see it', async () => {
    const [first] = (await list(kyc)).items;
    const [hidden, absent] = [
      await vault.http(support, 'get', `/v1/media/${first?.id ?? ''}`),
      await vault.http(support, 'get', '/v1/media/7f3b9a52-8a0e-4c5f-9a53-3f6f0a0e1a11'),
    ];
    const visible = ({ status, body }: typeof hidden): unknown => ({ status, ...(body as object), traceId: '' });
    expect(visible(hidden)).toEqual(visible(absent));
    expect((await vault.events(support.id)).slice(-2)).toMatchObject([
      { reason: 'out_of_reach' },
      { reason: 'absent' },
    ]);
  });

  it('tells its story to who may see it', async () => {
    const [first] = (await list(kyc)).items;
    const answer = await vault.http(kyc, 'get', `/v1/media/${first?.id ?? ''}/entries?limit=2`);
    expect(answer.body).toMatchObject({ next: expect.any(String) as string });
    expect(told(await vault.http(support, 'get', `/v1/media/${first?.id ?? ''}/entries`))).toBe('404 not_found');
  });

  it('hangs on a further ticket', async () => {
    const item = await takeIn(kyc, ticket);
    const further = await vault.ticket({ assignee: kyc.id });
    const answer = await vault.http(kyc, 'post', `/v1/media/${item.id}/tickets`).send({ system: 'own', id: further });
    expect((answer.body as Item).tickets.map(({ id }) => id)).toEqual([ticket, further]);
    expect((await vault.events(item.id)).at(-1)).toMatchObject({ type: 'media.linked', ticket: { id: further } });
  });

  it('hangs on nobody else’s ticket', async () => {
    const item = await takeIn(kyc, ticket);
    const link = vault.http(kyc, 'post', `/v1/media/${item.id}/tickets`).send({ system: 'own', id: supportTicket });
    expect(told(await link)).toBe('404 unknown_ticket');
    expect((await vault.events(item.id)).at(-1)).toMatchObject({ type: 'media.linked', decision: 'deny' });
  });

  it('is classified by nobody into own reach', async () => {
    const item = await takeIn(support, supportTicket, { 'Vault-Class': undefined });
    const change = vault.http(support, 'patch', `/v1/media/${item.id}`).set('If-Match', '*');
    expect(told(await change.send({ class: 'product_damage_photo' }))).toBe('404 not_found');
    expect((await vault.events(item.id)).at(-1)).toMatchObject({ type: 'media.facts.completed', decision: 'deny' });
  });
});

describe('what a failed intake left', () => {
  const reserve = async (age: string): Promise<string> => {
    const id = newId();
    const key = `objects/${id.slice(0, 2)}/${id}`;
    await vault.store.put(
      key,
      (async function* () {
        yield await Promise.resolve(Buffer.from('left over'));
      })(),
    );
    await vault.sql(
      `INSERT INTO records.media_reservation (media_id, object_id, object_key, actor_id, started_at, beat_at)
       VALUES ($1, $1, $2, $1, now() - $3::interval, now() - $3::interval)`,
      [id, key, age],
    );
    return key;
  };
  const remains = async (key: string): Promise<boolean> =>
    vault.store.head(key).then(
      () => true,
      () => false,
    );

  it('is removed by its reservation after a day', async () => {
    const [old, young] = [await reserve('25 hours'), await reserve('2 hours')];
    await vault.app.get(SweepReservations).run();
    expect([await remains(old), await remains(young)]).toEqual([false, true]);
    const removed = (await vault.events()).filter(({ type }) => type === 'media.orphan_removed');
    expect(removed).toMatchObject([{ reason: 'object_without_item' }]);
  });

  it('is never an item, however old', async () => {
    await vault.sql(
      `UPDATE records.media_reservation SET started_at = now() - interval '30 days' WHERE finished_at IS NOT NULL`,
    );
    const before = await vault.counts();
    await vault.app.get(SweepReservations).run();
    expect(await vault.counts()).toEqual(before);
    const [left] = await vault.sql<{ n: number }>(
      'SELECT count(*)::int AS n FROM records.media_reservation WHERE finished_at IS NOT NULL',
    );
    expect(left?.n).toBe(0);
  });

  it('is swept twice as well as once', async () => {
    await vault.app.get(SweepReservations).run();
    await vault.app.get(CloseViews).run();
    await expect(vault.app.get(SweepReservations).run()).resolves.toBeUndefined();
  });
});
