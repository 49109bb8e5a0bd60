import type { Response } from 'supertest';
import type { RecordsOfProcessing } from '../../../src/casework/evidence/answers/records-of-processing';
import type { Id } from '../../../src/kernel';
import { DispositionRuns, type HoldsReport, type OverdueReport } from '../../../src/lifecycle/retention';
import type { RestrictionsReport, RunsReport } from '../../../src/lifecycle/retention';
import { jpeg } from '../../support/media-corpus';
import { asSuperuser } from '../../support/vault-database';
import { type Caller, factsFor, told } from '../media/vault-at-work';
import { EvidenceAtWork } from './evidence-at-work';

let work: EvidenceAtWork;
let people: Record<'agent' | 'legal' | 'records' | 'dpo' | 'auditor', Caller>;

beforeAll(async () => {
  work = await EvidenceAtWork.start();
  people = {
    agent: await work.vault.person('support_agent'),
    legal: await work.vault.person('legal'),
    records: await work.vault.person('records_manager'),
    dpo: await work.vault.person('dpo'),
    auditor: await work.vault.person('auditor'),
  };
});
afterAll(() => work.close());

const ask = (question: string, by = people.records): Promise<Response> =>
  work.vault.http(by, 'get', `/v1/reports/${question}`).then();
const overdue = async (): Promise<OverdueReport> => (await ask('overdue')).body as OverdueReport;

/** An item whose claims are worked out and ended long ago. */
async function ended(change: { review?: boolean; noticeBy?: string } = {}): Promise<Id> {
  const { vault } = work;
  const ticket = await vault.ticket({ assignee: people.agent.id, purpose: 'support' });
  const facts = factsFor(ticket, { 'Vault-Class': 'support_screenshot' });
  const received = await vault.http(people.agent, 'post', '/v1/media').set(facts).send(jpeg(2_000));
  const { id } = received.body as { id: Id };
  expect((await vault.http(people.records, 'get', `/v1/media/${id}/why`)).status).toBe(200);
  await vault.sql(
    `UPDATE retention.item SET must_delete_at = now() - interval '40 days', deletable_at = now() - interval '40 days',
       review = $2, unsettled = false, notice_by = $3 WHERE media_id = $1`,
    [id, change.review ?? false, change.noticeBy ?? null],
  );
  return id;
}
const asOwner = (sql: string): Promise<unknown> =>
  asSuperuser(work.vault.databases.url('superuser'), (client) => client.query(sql));
const noteRun = (ago: string): Promise<unknown> =>
  work.vault.sql(
    `INSERT INTO retention.disposition_run (id, started_at, finished_at, items, due, review, held, policy)
     VALUES (gen_random_uuid(), now() - $1::interval, now() - $1::interval, 1, 0, 0, 0, 'sha256:aa')`,
    [ago],
  );

async function placeHold(media: Id): Promise<{ id: Id }> {
  const wish = { matter: 'M-2026/7', reason: 'authority_order', scope: { media: [media] } };
  return (await work.vault.http(people.legal, 'post', '/v1/holds').send(wish)).body as { id: Id };
}

describe('what is overdue', () => {
  // The daily job may have run when the vault started.
  beforeAll(() => asOwner('DELETE FROM retention.disposition_run'));

  it('is nothing in a vault that ends what it should', async () => {
    expect(await overdue()).toMatchObject({ emptyOrHeld: true, items: [], more: 0, beingDestroyed: 0 });
  });

  it('says of each item why it is there', async () => {
    const [held, plain, seen, silent] = [
      await ended(),
      await ended(),
      await ended({ review: true }),
      await ended({ noticeBy: '2026-01-01' }),
    ];
    await placeHold(held);
    const restricted = await ended();
    const wish = { ground: 'claims_of_the_person', reference: 'REQ-4', media: [restricted] };
    expect((await work.vault.http(people.dpo, 'post', '/v1/restrictions').send(wish)).status).toBe(201);
    await work.vault.sql("UPDATE retention.item SET must_delete_at = now() - interval '40 days'");
    const reasons = async () => new Map((await overdue()).items.map(({ media, reason }) => [media, reason]));
    expect(await reasons()).toEqual(
      new Map([
        [held, 'held'],
        [plain, 'awaiting_run'],
        [seen, 'awaiting_review'],
        [silent, 'notice_missing'],
        [restricted, 'restricted'],
      ]),
    );
    await work.vault.sql("UPDATE records.media SET received_at = now() - interval '60 days'");
    expect((await reasons()).get(plain)).toBe('run_missed');
    await noteRun('50 days');
    expect((await reasons()).get(plain)).toBe('run_missed');
    await noteRun('1 hour');
    expect((await reasons()).get(plain)).toBe('not_started');
    const report = await overdue();
    expect(report.counts).toMatchObject({ held: 1, restricted: 1, not_started: 1, run_missed: 0 });
    expect(report.emptyOrHeld).toBe(false);
    expect(report.items.find(({ media }) => media === held)).toMatchObject({ matters: ['M-2026/7'] });
    expect(report.items.find(({ media }) => media === restricted)).toMatchObject({ grounds: ['claims_of_the_person'] });
  });

  it('may all be held', async () => {
    await work.vault.sql(
      `UPDATE retention.item i SET must_delete_at = NULL
        WHERE NOT EXISTS (SELECT FROM retention.hold_item x WHERE x.media_id = i.media_id)`,
    );
    const { emptyOrHeld, counts, items } = await overdue();
    expect([emptyOrHeld, counts.held, items.length]).toEqual([true, 1, 1]);
    expect((await work.vault.events('report.made')).at(-1)).toMatchObject({
      actor: { id: people.records.id, role: 'records_manager' },
      reason: 'overdue',
    });
  });
});

describe('a missed run', () => {
  const ready = async () => (await work.vault.http(people.records, 'get', '/readyz')).body as object;
  const metrics = async () => (await work.vault.http(people.records, 'get', '/metrics')).text;

  it('shows where the vault is watched', async () => {
    await asOwner('DELETE FROM retention.disposition_run');
    expect(await ready()).toMatchObject({ status: 'ready', parts: { dispositions: 'late' } });
    expect(await metrics()).toMatch(/^strongroom_disposition_run_late 1$/m);
    await noteRun('1 hour');
    expect(await ready()).toMatchObject({ status: 'ready', parts: { dispositions: 'ready' } });
    expect(await metrics()).toMatch(/^strongroom_disposition_run_late 0$/m);
    expect(await metrics()).toMatch(/^strongroom_disposition_run_age_seconds 3[56]\d\d/m);
  });
});

describe('registers of what is kept', () => {
  it('name who released a hold', async () => {
    const { legal } = people;
    const hold = await placeHold(await ended());
    const asked = await work.vault.http(legal, 'post', `/v1/holds/${hold.id}/release`).send();
    const { id, hash } = asked.body as { id: Id; hash: string };
    await work.vault.http(work.officer, 'post', `/v1/approvals/${id}/approval`).send({ hash });
    expect((await work.vault.http(legal, 'post', `/v1/approvals/${id}/execution`).send()).status).toBe(200);
    const { holds, destroyedWhileHeld, open } = (await ask('holds')).body as HoldsReport;
    expect([destroyedWhileHeld, open]).toEqual([0, holds.filter(({ releasedAt }) => releasedAt === null).length]);
    expect(holds.find((one) => one.id === hold.id)).toMatchObject({
      items: 1,
      release: { approval: id, askedBy: legal.id, approvedBy: [work.officer.id], doneBy: legal.id },
      destroyedWhileHeld: 0,
    });
  });

  it('find what was destroyed under a hold', async () => {
    const media = await ended();
    const hold = await placeHold(media);
    await work.vault.sql(
      `UPDATE records.media SET state = 'destroyed', destroyed_at = now(), certificate_id = gen_random_uuid() WHERE id = $1`,
      [media],
    );
    const { holds, destroyedWhileHeld } = (await ask('holds')).body as HoldsReport;
    expect(destroyedWhileHeld).toBe(1);
    expect(holds.find(({ id }) => id === hold.id)).toMatchObject({ destroyedWhileHeld: 1 });
  });

  it('name restrictions and reviews that are overdue', async () => {
    await asOwner('UPDATE retention.restriction SET review_on = current_date - 3');
    const report = (await ask('restrictions')).body as RestrictionsReport;
    expect(report).toMatchObject({ running: 1, reviewsOverdue: 1 });
    expect(report.restrictions).toMatchObject([
      { reference: 'REQ-4', provision: 'GDPR Art 18(1)(c)', items: 1, reviewIsOverdue: true, lifting: null },
    ]);
  });

  it('show when no run came to its end', async () => {
    const before = (await ask('disposition-runs')).body as RunsReport;
    expect(before).toMatchObject({ isLate: false });
    expect(before.gaps.length).toBeGreaterThan(0);
    await work.vault.app.get(DispositionRuns).run(new AbortController().signal);
    const after = (await ask('disposition-runs')).body as RunsReport;
    expect(after.runs).toHaveLength(before.runs.length + 1);
    expect(after.gaps).toEqual(before.gaps);
  });
});

describe('an answer as an artefact', () => {
  it.each(['overdue', 'holds', 'restrictions', 'disposition_runs'])('tells people of %s', async (question) => {
    const { state, result } = await work.make('/v1/answers', { question }, people.records);
    expect(state).toBe('succeeded');
    const pdf = (await work.download(String(result), people.records)).body as Buffer;
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const entries = (await work.vault.events('evidence.ordered')).at(-1);
    expect(entries).toMatchObject({ reason: question, actor: { role: 'records_manager' } });
  });

  it.each(['processing', 'questions'])('tells officers of %s', async (question) => {
    const { result } = await work.make('/v1/answers', { question });
    const pdf = (await work.download(String(result))).body as Buffer;
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(told(await ask(question))).toBe('403 forbidden');
    const refused = await work.vault.http(people.records, 'post', '/v1/answers').send({ question });
    expect(told(refused)).toBe('403 forbidden');
    expect((await work.vault.events('evidence.denied')).at(-1)).toMatchObject({ reason: question });
  });

  it('counts what is kept for each purpose', async () => {
    const { activities } = (await ask('processing', people.dpo)).body as RecordsOfProcessing;
    const support = activities.find(({ purpose }) => purpose === 'support');
    expect(support).toMatchObject({ classes: ['support_screenshot'], items: expect.any(Number) as number });
    expect(support?.items).toBeGreaterThan(0);
  });

  it('tells programs the same', async () => {
    const { result } = await work.make('/v1/answers', { question: 'overdue', format: 'json' });
    const answer = JSON.parse(String((await work.download(String(result))).body)) as Record<string, unknown>;
    expect(answer).toMatchObject({
      format: 'strongroom/answer/v1',
      question: 'overdue',
      requestedBy: { actor: work.officer.id, role: 'compliance_officer' },
      answer: { emptyOrHeld: true },
    });
    const shown = await work.vault.http(work.officer, 'get', String(result));
    expect(shown.body).toMatchObject({ kind: 'answer', state: 'ready', entries: 2 });
  });

  it('is nobody’s who may not ask', async () => {
    const { auditor, agent } = people;
    const { result } = await work.make('/v1/answers', { question: 'holds' });
    expect(told(await work.vault.http(agent, 'post', '/v1/answers').send({ question: 'holds' }))).toBe('403 forbidden');
    expect(told(await ask('overdue', auditor))).toBe('403 forbidden');
    expect((await work.vault.events('evidence.denied')).at(-1)).toMatchObject({ reason: 'overdue', decision: 'deny' });
    expect((await work.download(String(result), auditor)).status).toBe(404);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const given = await work.vault
      .http(work.officer, 'post', `${String(result)}/readers`)
      .send({ actor: auditor.id, until });
    expect(given.status).toBe(200);
    expect((await work.download(String(result), auditor)).status).toBe(200);
    expect((await work.vault.events('evidence.given')).at(-1)).toMatchObject({ actor: { id: work.officer.id } });
  });
});
