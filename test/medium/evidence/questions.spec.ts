import { createHash } from 'node:crypto';
import type { EncryptionReport } from '../../../src/casework/evidence/questions/encryption-reports';
import type { ProvenanceReport } from '../../../src/casework/evidence/questions/provenance';
import { newId } from '../../../src/kernel';
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

  it('who changed a rule, and who approved', async () => {
    const [from, to] = [new Date(Date.now() - hour), new Date(Date.now() + hour)].map((at) => at.toISOString());
    const late = await work.vault.person('legal');
    await work.vault.events();
    const answer = await ask(`/v1/reports/changes?from=${from}&to=${to}`);
    const { policies, roles } = answer.body as { policies: object[]; roles: object[] };
    expect(policies).toMatchObject([{ from: null, to: expect.stringMatching(/^sha256:/) as string }]);
    expect(roles).toContainEqual(expect.objectContaining({ account: late.id, role: 'legal', change: 'added' }));
    expect(told(await ask(`/v1/reports/changes?from=${to}&to=${from}`))).toBe('400 invalid_request');
  });

  it('whether it is the file that was sent', async () => {
    const { media, bytes } = await work.openedItem();
    const provenance = async () => (await ask(`/v1/reports/provenance?media=${media}`)).body as ProvenanceReport;
    const report = await provenance();
    expect(report).toMatchObject({ unchanged: true, damage: [], c2pa: 'not_checked' });
    expect(report.item.contentSha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(report.stored.now).toBe(report.stored.sha256);
    expect(report.steps.map(({ act }) => act)).toContain('media.stored');
    expect((await ask(`/v1/reports/provenance?media=${newId()}`)).status).toBe(404);
  });

  it('whether encryption is real', async () => {
    await work.openedItem();
    const report = (await ask('/v1/reports/encryption')).body as EncryptionReport;
    expect(report.sound).toBe(true);
    expect(report.sample.length).toBeGreaterThan(0);
    for (const proof of report.sample) {
      expect(proof).toMatchObject({ opensUnderItsKey: true, opensUnderAnotherKey: false });
      expect(proof.entropy).toBeGreaterThan(7.9);
    }
    expect(new Set(report.keys.map(({ kind }) => kind))).toEqual(
      new Set(['epoch', 'month', 'subject', 'data', 'payload']),
    );
    expect((await work.vault.events('report.made')).at(-1)).toMatchObject({ reason: 'encryption' });
  });

  it('are refused to everybody else', async () => {
    const agent = await work.vault.person('kyc_agent');
    const paths = [`entitlements?at=${new Date().toISOString()}`, 'encryption'].map((path) => `/v1/reports/${path}`);
    for (const path of [...paths, '/v1/log-reviews'])
      expect(told(await work.vault.http(agent, 'get', path))).toBe('403 forbidden');
    expect((await work.vault.events(agent.id)).filter(({ type }) => type === 'access.denied')).toHaveLength(3);
  });
});
