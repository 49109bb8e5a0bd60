import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { EncryptionReport } from '../../../src/casework/evidence/questions/encryption-reports';
import type { ProvenanceReport } from '../../../src/casework/evidence/questions/provenance';
import { PolicyKeeping } from '../../../src/casework/evidence/bundle/policy-keeping';
import type { EntitlementReport } from '../../../src/casework/evidence/questions/questions.service';
import { POLICY_DATA, PolicyData } from '../../../src/platform/settings';
import { Audit } from '../../../src/trust/audit';
import { newId } from '../../../src/kernel';
import { asSuperuser } from '../../support/vault-database';
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
    const early = await ask(`/v1/reports/entitlements?at=${before}`);
    expect(early.body).toMatchObject({ people: [], clients: [], grants: [] });
  });

  it('which grants were held then', async () => {
    const { media, agent, ticket } = await work.openedItem();
    const grants = async (at: Date) =>
      ((await ask(`/v1/reports/entitlements?at=${at.toISOString()}`)).body as EntitlementReport).grants;
    const held = (await grants(new Date())).filter(({ holder }) => holder.id === agent.id);
    expect(held).toMatchObject([{ media: null, ticket: { system: 'own', id: ticket }, purpose: 'kyc_review' }]);
    const later = new Date(Date.parse(held[0]?.until ?? '') + 1);
    expect((await grants(later)).filter(({ holder }) => holder.id === agent.id)).toEqual([]);
    await work.vault.sql(
      "UPDATE access.grants SET state = 'revoked', ended_at = now(), end_reason = 'revoked', given_by = $2 WHERE actor_id = $1",
      [agent.id, work.officer.id],
    );
    expect((await grants(new Date())).filter(({ holder }) => holder.id === agent.id)).toEqual([]);
    expect(media).toBeTruthy();
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

  it('which policy came after which', async () => {
    const policy = work.vault.app.get<PolicyData>(POLICY_DATA);
    const other = Object.assign(new PolicyData(), policy, { hash: `sha256:${'ab'.repeat(32)}` });
    const start = (read: PolicyData) =>
      new PolicyKeeping(work.vault.databases.vault, work.vault.app.get(Audit), read).onModuleInit();
    for (const read of [policy, other, other, policy]) await start(read);
    const changes = (await work.vault.events('system.policy.changed')).slice(1);
    const hex = policy.hash.replace('sha256:', '');
    expect(changes.map(({ obj }) => (obj as { sha256?: string }).sha256)).toEqual([hex, 'ab'.repeat(32)]);
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
    await work.make('/v1/access-reports', { format: 'json' });
    const report = (await ask('/v1/reports/encryption')).body as EncryptionReport;
    expect(report.sound).toBe(true);
    expect(new Set(report.sample.map(({ what }) => what))).toEqual(new Set(['media', 'artefact']));
    for (const proof of report.sample) {
      expect(proof).toMatchObject({ opensUnderItsKey: true, opensUnderAnotherKey: false });
      expect(proof).toMatchObject({ plainMark: null, contentFound: false });
      expect(proof.entropy).toBeGreaterThan(7.5);
    }
    expect(new Set(report.keys.map(({ kind }) => kind))).toEqual(
      new Set(['epoch', 'month', 'subject', 'data', 'payload']),
    );
    expect((await work.vault.events('report.made')).at(-1)).toMatchObject({ reason: 'encryption' });
  });

  it('which key protects which share', async () => {
    const report = (await ask('/v1/reports/encryption?items=3')).body as EncryptionReport;
    const [media, artefacts] = report.objects;
    expect([media?.sealed, artefacts?.sealed]).toEqual([media?.objects, artefacts?.objects]);
    expect(report.shares).toEqual([{ epoch: 1, dataKeys: (media?.objects ?? 0) + (artefacts?.objects ?? 0) }]);
    expect(report.epochs).toMatchObject([{ epoch: 1, provider: report.provider }]);
    expect(report.ended).toEqual([]);
    expect(report.rotations[0]).toMatchObject({ act: 'keys.created', count: 1, newest: expect.any(String) as string });
    expect(report.sample.filter(({ what }) => what === 'media').length).toBeLessThanOrEqual(3);
    expect(told(await ask('/v1/reports/encryption?items=201'))).toBe('400 invalid_request');
  });

  it('that an object in the clear is found', async () => {
    const { media, bytes } = await work.openedItem();
    const [row] = await work.vault.sql<{ key: string }>('SELECT object_key AS key FROM records.media WHERE id = $1', [
      media,
    ]);
    const key = row?.key ?? '';
    await work.vault.store.deleteAllVersions(key);
    const { etag, versionId, size } = await work.vault.store.put(key, Readable.from([bytes]));
    await asSuperuser(work.vault.databases.url('superuser'), (db) =>
      db.query('UPDATE records.media SET etag = $2, version_id = $3, object_size = $4 WHERE id = $1', [
        media,
        etag,
        versionId,
        size,
      ]),
    );
    const report = (await ask('/v1/reports/encryption?items=200')).body as EncryptionReport;
    const found = report.sample.find(({ id }) => id === media);
    expect(found).toMatchObject({ opensUnderItsKey: false, plainMark: 'image/jpeg' });
    expect([report.sound, report.objects[0]?.sealed]).toEqual([false, (report.objects[0]?.objects ?? 0) - 1]);
  });

  it('are refused to everybody else', async () => {
    const agent = await work.vault.person('kyc_agent');
    const paths = [`entitlements?at=${new Date().toISOString()}`, 'encryption'].map((path) => `/v1/reports/${path}`);
    for (const path of [...paths, '/v1/log-reviews'])
      expect(told(await work.vault.http(agent, 'get', path))).toBe('403 forbidden');
    expect((await work.vault.events(agent.id)).filter(({ type }) => type === 'access.denied')).toHaveLength(3);
  });
});
