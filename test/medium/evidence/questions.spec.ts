import { told } from '../media/vault-at-work';
import { EvidenceAtWork } from './evidence-at-work';

const hour = 3_600_000;

describe("an auditor's questions", () => {
  let work: EvidenceAtWork;
  beforeAll(async () => (work = await EvidenceAtWork.start()));
  afterAll(() => work.close());

  const ask = (path: string) => work.vault.http(work.officer, 'get', path);

  it('who had access then', async () => {
    const before = new Date(Date.now() - hour).toISOString();
    const late = await work.vault.person('legal');
    await work.vault.events();
    const now = await ask(`/v1/reports/entitlements?at=${new Date().toISOString()}`);
    const { people } = now.body as { people: { id: string; roles: string[] }[] };
    expect(people).toContainEqual(expect.objectContaining({ id: late.id, roles: ['legal'], locked: false }));
    expect((await ask(`/v1/reports/entitlements?at=${before}`)).body).toMatchObject({ people: [], clients: [] });
  });

  it('who saw my data, by role alone', async () => {
    const { media, agent } = await work.openedItem();
    const stored = (await work.vault.events(media)).find(({ type }) => type === 'media.stored');
    const answer = await ask(`/v1/reports/access-history?subject=${stored?.subj ?? ''}`);
    const { accesses } = answer.body as { accesses: object[] };
    expect(accesses).toContainEqual(
      expect.objectContaining({ act: 'view.opened', by: { kind: 'user', role: 'kyc_agent' }, purpose: 'kyc_review' }),
    );
    expect(answer.text).not.toContain(agent.id);
    const made = (await work.vault.events('report.made')).at(-1);
    expect(made).toMatchObject({ actor: { id: work.officer.id }, subj: stored?.subj, reason: 'access_history' });
  });

  it('who reviews the log', async () => {
    const review = {
      from: new Date(Date.now() - hour).toISOString(),
      to: new Date(Date.now() + hour).toISOString(),
      outcome: 'finding',
      finding: 'no_ticket',
    };
    const signed = await work.vault.http(work.officer, 'post', '/v1/log-reviews').send(review);
    const { id, entries } = signed.body as { id: string; entries: number };
    expect([signed.status, entries > 0]).toEqual([201, true]);
    const close = () =>
      work.vault.http(work.officer, 'post', `/v1/log-reviews/${id}/closure`).send({ closure: 'explained' });
    expect((await close()).body).toMatchObject({ closure: 'explained', closedBy: work.officer.id });
    expect(told(await close())).toBe('404 not_found');
    expect((await ask('/v1/log-reviews')).body).toMatchObject([{ id, finding: 'no_ticket', closure: 'explained' }]);
    const types = (await work.vault.events(id)).map(({ type, reason }) => `${type} ${reason ?? ''}`);
    expect(types).toEqual(['review.signed finding', 'review.closed explained']);
  });

  it('are refused to everybody else', async () => {
    const agent = await work.vault.person('kyc_agent');
    for (const path of [`/v1/reports/entitlements?at=${new Date().toISOString()}`, '/v1/log-reviews'])
      expect(told(await work.vault.http(agent, 'get', path))).toBe('403 forbidden');
    expect((await work.vault.events(agent.id)).filter(({ type }) => type === 'access.denied')).toHaveLength(2);
  });
});
