import { TellOfficers } from '../../../src/casework/breaches/tell-officers.job';
import { newId } from '../../../src/kernel';
import { type Caller, told, VaultAtWork } from '../media/vault-at-work';

interface News {
  readonly items: { kind: string; body: { breach?: string } }[];
}

interface Breach {
  readonly id: string;
  readonly state: string;
  readonly dueAt: string | null;
  readonly notices: { code: string; state: string; dueAt: string | null; late: boolean; waived: unknown }[];
  readonly file: { summary: string; assessment: string | null };
  readonly lessons: string | null;
}

const facts = { kinds: ['confidentiality'], jurisdictions: ['DE'], summary: 'A laptop was stolen from Anna Schmidt.' };
const report = { ...facts, capacity: 'controller' };
const judged = { ...facts, risk: 'none', unintelligible: true, assessment: 'The disk is encrypted.' };

describe('breaches', () => {
  let vault: VaultAtWork;
  let dpo: Caller;
  let compliance: Caller;
  let agent: Caller;
  let keys: Caller;

  beforeAll(async () => {
    vault = await VaultAtWork.start();
    dpo = await vault.person('dpo');
    compliance = await vault.person('compliance_officer');
    agent = await vault.person('support_agent');
    keys = await vault.person('key_administrator');
  });
  afterAll(() => vault.close());

  const post = (by: Caller, path: string, body: object) => vault.http(by, 'post', `/v1/breaches${path}`).send(body);
  const record = async (change: object = {}, by = dpo): Promise<Breach> => {
    const answer = await post(by, '', { ...report, ...change });
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.body as Breach;
  };
  const get = async (id: string): Promise<Breach> =>
    (await vault.http(dpo, 'get', `/v1/breaches/${id}`)).body as Breach;
  const assess = async (id: string, change: object = {}) => {
    const answer = await post(dpo, `/${id}/assessments`, { ...judged, ...change });
    if (answer.status !== 204) throw new Error(answer.text);
  };
  const lastEntries = async (id: string) =>
    (await vault.events(id)).map(({ type, decision, reason }) => `${type} ${decision} ${reason ?? ''}`.trim());
  const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();

  it('start their clocks when they were known', async () => {
    const awareAt = hoursAgo(2);
    const { id, notices, dueAt } = await record({ jurisdictions: ['DE', 'IN'], awareAt });
    const inHours = (hours: number) => new Date(Date.parse(awareAt) + hours * 3_600_000).toISOString();
    expect(Object.fromEntries(notices.map(({ code, dueAt: due }) => [code, due]))).toEqual({
      ...{ T10: inHours(6), T7: inHours(72), 'T9-report': inHours(72) },
      ...{ 'T9-board': null, 'T9-first': null },
    });
    expect(dueAt).toBe(awareAt);
    expect(await lastEntries(id)).toEqual(['breach.recorded allow']);
  });

  it('keep what happened sealed', async () => {
    const { id } = await record();
    expect((await get(id)).file.summary).toContain('Anna Schmidt');
    const [row] = await vault.sql<{ text: string }>(
      `SELECT b::text || encode(b.file, 'escape') AS text FROM breaches.breach b WHERE id = $1`,
      [id],
    );
    expect(row?.text).toContain(id);
    expect(row?.text).not.toContain('Anna');
  });

  it('are recorded by anybody, seen by few', async () => {
    const { id } = await record({}, agent);
    await record({}, keys);
    for (const caller of [agent, keys, await vault.person('administrator'), await vault.person('records_manager')]) {
      expect((await vault.http(caller, 'get', '/v1/breaches')).status).toBe(403);
      expect((await vault.http(caller, 'get', `/v1/breaches/${id}`)).status).toBe(403);
      expect((await post(caller, `/${id}/closing`, { lessons: 'none' })).status).toBe(403);
    }
  });

  it('refuse times that cannot be', async () => {
    expect(told(await post(dpo, '', { ...report, awareAt: hoursAgo(-1) }))).toBe('400 invalid_request');
    const before = { ...report, awareAt: hoursAgo(3), occurredFrom: hoursAgo(2) };
    expect(told(await post(dpo, '', before))).toBe('400 invalid_request');
    expect(told(await post(dpo, '', { ...report, jurisdictions: ['XX'] }))).toBe('422 unknown_jurisdiction');
    expect((await vault.events()).filter(({ type }) => type === 'breach.denied').map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['times', 'jurisdiction']),
    );
  });

  it('list what is due first, and overdue', async () => {
    const late = await record({ awareAt: hoursAgo(100) });
    const fresh = await record({ awareAt: hoursAgo(1) });
    const list = async (query: string) =>
      ((await vault.http(dpo, 'get', `/v1/breaches?${query}`)).body as { items: Breach[] }).items.map(({ id }) => id);
    const overdue = await list('queue=overdue&limit=200');
    expect([overdue.includes(late.id), overdue.includes(fresh.id)]).toEqual([true, false]);
    const all = await list('limit=200');
    expect(all.indexOf(late.id)).toBeLessThan(all.indexOf(fresh.id));
  });

  it('start telling persons with a high risk', async () => {
    const { id } = await record();
    await assess(id, { risk: 'high', unintelligible: false });
    expect((await get(id)).notices.map(({ code }) => code).sort()).toEqual(['T7', 'T8']);
    await assess(id, { risk: 'risk', unintelligible: false, jurisdictions: ['DE', 'GB'] });
    expect((await get(id)).notices.map(({ code }) => code).sort()).toEqual(['T7', 'T7-UK', 'T8']);
  });

  it('are told late only with the reason', async () => {
    const { id } = await record({ awareAt: hoursAgo(80) });
    const notice = { text: 'We notify you.', reference: 'LfDI 2026/17' };
    expect(told(await post(dpo, `/${id}/notices/T7/deliveries`, notice))).toBe('409 conflict');
    const given = await post(dpo, `/${id}/notices/T7/deliveries`, {
      ...notice,
      lateReason: 'The logs had to be read.',
    });
    expect(given.status).toBe(204);
    expect((await get(id)).notices).toEqual([
      expect.objectContaining({ code: 'T7', state: 'given', late: true, reference: 'LfDI 2026/17' }),
    ]);
    const kept = await vault.http(dpo, 'get', `/v1/breaches/${id}/notices/T7`);
    expect(kept.body).toEqual({ text: 'We notify you.', lateReason: 'The logs had to be read.' });
    expect(told(await post(dpo, `/${id}/notices/T7/deliveries`, notice))).toBe('409 conflict');
    expect(await lastEntries(id)).toEqual(
      expect.arrayContaining(['breach.denied deny late', 'breach.notified allow late', 'breach.denied deny settled']),
    );
  });

  it('start the final report after the notification', async () => {
    const { id } = await record({ jurisdictions: ['US'], sectorLaws: ['NIS2'] });
    for (const code of ['T17-NIS2-early', 'T17-NIS2'])
      expect((await post(dpo, `/${id}/notices/${code}/deliveries`, { text: 'We notify you.' })).status).toBe(204);
    const [final] = (await get(id)).notices.filter(({ code }) => code === 'T17-NIS2-final');
    expect(final?.state).toBe('open');
    expect(Date.parse(final?.dueAt ?? '')).toBeGreaterThan(Date.now() + 27 * 86_400_000);
  });

  it('are not kept silent by one person', async () => {
    const { id } = await record();
    const waive = (ground: string, by = dpo) => post(by, `/${id}/notices/T7/waivers`, { ground });
    expect(told(await waive('no_risk'))).toBe('409 conflict');
    await assess(id);
    expect(told(await waive('told_in_public'))).toBe('409 conflict');
    const asked = await waive('no_risk');
    const { id: approval, hash } = asked.body as { id: string; hash: string };
    const decide = (by: Caller) => vault.http(by, 'post', `/v1/approvals/${approval}/approval`).send({ hash });
    expect((await decide(dpo)).status).toBe(403);
    expect((await vault.http(dpo, 'post', `/v1/approvals/${approval}/execution`).send({})).status).toBe(409);
    expect((await get(id)).notices[0]?.state).toBe('open');
    expect((await decide(compliance)).status).toBeLessThan(300);
    expect((await vault.http(dpo, 'post', `/v1/approvals/${approval}/execution`).send({})).status).toBeLessThan(300);
    expect((await get(id)).notices).toEqual([
      expect.objectContaining({
        state: 'waived',
        waived: { ground: 'no_risk', provision: 'GDPR Art 33(1)', approval },
      }),
    ]);
    expect(await lastEntries(id)).toContain('breach.waived allow no_risk');
  });

  it('are told to officers, and before they are late', async () => {
    const job = vault.app.get(TellOfficers);
    await job.tell();
    const told = async (): Promise<string[]> => {
      const { items } = (await vault.http(compliance, 'get', '/v1/notifications?limit=200')).body as News;
      return items.flatMap(({ kind, body }) => (body.breach === late.id ? [kind] : []));
    };
    const late = await record({ jurisdictions: ['IN'], awareAt: hoursAgo(5) }, agent);
    await job.tell();
    await job.tell();
    expect((await told()).sort()).toEqual(['breach.notice_due', 'breach.recorded']);
    expect((await vault.http(agent, 'get', '/v1/notifications')).body).toMatchObject({ items: [] });
  });

  it('want another approval when judged anew', async () => {
    const { id } = await record();
    await assess(id);
    const asked = await post(dpo, `/${id}/notices/T7/waivers`, { ground: 'no_risk' });
    const { id: approval, hash } = asked.body as { id: string; hash: string };
    await vault.http(compliance, 'post', `/v1/approvals/${approval}/approval`).send({ hash });
    await assess(id);
    expect(told(await vault.http(dpo, 'post', `/v1/approvals/${approval}/execution`).send({}))).toBe('409 conflict');
    expect((await get(id)).notices[0]?.state).toBe('open');
  });

  it('tell whoever may not ask nothing', async () => {
    const { id } = await record();
    const ask = (breach: string) => post(keys, `/${breach}/notices/T7/waivers`, { ground: 'no_risk' });
    expect([told(await ask(id)), told(await ask(newId()))]).toEqual(['403 forbidden', '403 forbidden']);
  });

  it('are told of after they were known', async () => {
    const { id } = await record({ awareAt: hoursAgo(80) });
    const backdated = { text: 'We notify you.', givenAt: hoursAgo(90) };
    expect(told(await post(dpo, `/${id}/notices/T7/deliveries`, backdated))).toBe('400 invalid_request');
    expect((await get(id)).notices[0]?.state).toBe('open');
  });

  it('have no notice under a made-up code', async () => {
    const { id } = await record();
    for (const code of ['T99', 'a%20name', '..%2f', 'x'.repeat(200)]) {
      expect(told(await vault.http(dpo, 'get', `/v1/breaches/${id}/notices/${code}`))).toBe('404 not_found');
      expect(told(await post(dpo, `/${id}/notices/${code}/deliveries`, { text: 'x' }))).toBe('404 not_found');
    }
  });

  it('are drafted, with what is missing', async () => {
    const { id } = await record({ jurisdictions: ['IN'] });
    const draft = (code: string, body = {}) =>
      post(compliance, `/${id}/notices/${code}/drafts`, { contact: 'dpo@example.org', ...body });
    const authority = (await draft('T10')).body as { text: string; missing: string[] };
    expect(authority.text).toContain('A laptop was stolen');
    expect(authority.missing).toEqual(['occurred', 'systems', 'consequences', 'measures']);
    const persons = (await draft('T9-first', { language: 'hi' })).body as { text: string };
    expect(persons.text).toContain('व्यक्तिगत डेटा');
    expect(told(await draft('T7'))).toBe('404 not_found');
  });

  it('close when everybody was told, with lessons', async () => {
    const { id } = await record();
    expect(told(await post(dpo, `/${id}/closing`, { lessons: 'Lock laptops.' }))).toBe('409 conflict');
    await assess(id);
    expect(told(await post(dpo, `/${id}/closing`, { lessons: 'Lock laptops.' }))).toBe('409 conflict');
    await post(dpo, `/${id}/notices/T7/deliveries`, { text: 'We notify you.' });
    expect((await post(dpo, `/${id}/closing`, { lessons: 'Lock laptops.' })).status).toBe(204);
    expect(await get(id)).toMatchObject({ state: 'closed', dueAt: null, lessons: 'Lock laptops.' });
    expect(told(await post(dpo, `/${id}/assessments`, judged))).toBe('409 conflict');
    expect(await lastEntries(id)).toEqual(
      expect.arrayContaining(['breach.denied deny state', 'breach.denied deny notices_open', 'breach.closed allow']),
    );
  });

  it('that are not there are refused and told', async () => {
    const id = newId();
    expect(told(await vault.http(dpo, 'get', `/v1/breaches/${id}`))).toBe('404 not_found');
    expect(told(await post(dpo, `/${id}/assessments`, judged))).toBe('404 not_found');
    expect(await lastEntries(id)).toEqual(['breach.denied deny absent', 'breach.denied deny absent']);
  });
});
