import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TakeOutItems } from '../../../src/casework/evidence/artefacts/take-out-items';
import { type ApprovalDto, Approvals } from '../../../src/trust/access';
import { asks, person } from '../../support/actors';
import { jpeg } from '../../support/media-corpus';
import { asSuperuser } from '../../support/vault-database';
import { type Caller, factsFor, told } from '../media/vault-at-work';
import { EvidenceAtWork, unpack } from './evidence-at-work';

const takeOuts = '/v1/evidence-bundles/take-outs';

describe('the bytes of many items', () => {
  let work: EvidenceAtWork;
  let many: { media: string[]; ticket: string };
  let audit: string;
  let dpo: Caller;

  beforeAll(async () => {
    work = await EvidenceAtWork.start();
    audit = await work.vault.ticket({ purpose: 'access_audit' });
    many = await work.manyItems(21);
    const giver = await work.vault.person('compliance_officer');
    for (const media of many.media) await work.grant(giver, media, audit);
    dpo = await work.vault.person('dpo');
  }, 120_000);
  afterAll(() => work.close());

  const order = (change: object = {}) => ({
    query: { ticket: { system: 'own', id: many.ticket }, type: 'media.stored' },
    content: 'bytes',
    ticket: { system: 'own', id: audit },
    purpose: 'access_audit',
    ...change,
  });
  const post = (by: Caller, path: string, body: object = {}) => work.vault.http(by, 'post', path).send(body);
  const ask = async (change: object = {}, by = work.officer) =>
    (await post(by, takeOuts, order(change))).body as ApprovalDto;
  const give = ({ id, hash }: ApprovalDto, by = dpo) => post(by, `/v1/approvals/${id}/approval`, { hash });
  const execute = ({ id }: ApprovalDto, by = work.officer) => post(by, `/v1/approvals/${id}/execution`);
  const superuser = (statement: string, parameters: unknown[]) =>
    asSuperuser(work.vault.databases.url('superuser'), (db) => db.query(statement, parameters));
  /** How many bundles an approval has brought about so far. */
  const ordered = async () =>
    (await work.vault.events('evidence.ordered')).filter(({ reason }) => reason === 'bundle_approved').length;

  it('are refused to one person', async () => {
    const made = await work.make('/v1/evidence-bundles', order());
    expect(made).toMatchObject({ state: 'failed', problem: 'forbidden' });
  });

  it('are asked for where they are many', async () => {
    const few = await post(work.officer, takeOuts, order({ query: { media: many.media[0] } }));
    expect(told(few)).toBe('409 conflict');
    const agent = await work.vault.person('kyc_agent');
    expect(told(await post(agent, takeOuts, order()))).toBe('403 forbidden');
  });

  it('go out as another role approved', async () => {
    const asked = await ask();
    expect(asked.description[0]).toBe('Takes the contents of 21 items out of the vault, in one evidence bundle.');
    expect(told(await execute(asked))).toBe('409 conflict');
    expect(told(await give(asked, work.officer))).toBe('403 self_approval');
    expect(told(await give(asked, await work.vault.person('compliance_officer')))).toBe('403 other_role_required');
    expect((await give(asked)).status).toBe(200);
    expect(told(await execute(asked, dpo))).toBe('403 own_approval');
    expect((await execute(asked)).status).toBe(200);
    const { result } = await work.newestOperation();
    const folder = unpack((await work.download(result ?? '')).body as Buffer);
    expect(readdirSync(join(folder, 'data/items')).sort()).toEqual([...many.media].sort());
    const entry = (await work.vault.events('evidence.ordered')).at(-1);
    expect(entry).toMatchObject({ reason: 'bundle_approved', actor: { id: work.officer.id } });
  });

  it('stay where the request changed once approved', async () => {
    const [asked, before] = [await ask(), await ordered()];
    expect((await give(asked)).status).toBe(200);
    const actor = person(['compliance_officer'], work.officer.id);
    const request = { request: { ...order(), completeness: 'all' }, items: 10_000, keptDays: 366, to: work.officer.id };
    const { app } = work.vault;
    await app.get(Approvals).change(asks(actor), asked.id, app.get(TakeOutItems), () => Promise.resolve(request));
    expect(told(await execute(asked))).toBe('409 conflict');
    expect(told(await give(asked))).toBe('409 request_changed');
    expect(await ordered()).toBe(before);
    const refused = (await work.vault.events(asked.id)).filter(({ decision }) => decision === 'deny');
    expect(refused.map(({ type, reason }) => [type, reason])).toEqual([
      ['approval.denied', 'state'],
      ['approval.denied', 'changed'],
    ]);
  });

  it.each(['requested', 'approved'])('stay where the time ran out when %s', async (state) => {
    const [asked, before] = [await ask(), await ordered()];
    if (state === 'approved') expect((await give(asked)).status).toBe(200);
    await superuser("UPDATE access.approval SET expires_at = now() - interval '1 second' WHERE id = $1", [asked.id]);
    const late = state === 'approved' ? await execute(asked) : await give(asked);
    expect(told(late)).toBe('410 approval_expired');
    expect(told(await execute(asked))).toBe('410 approval_expired');
    expect(await ordered()).toBe(before);
  });

  it('are not approved by the asker’s second account', async () => {
    const second = await work.vault.person('legal');
    await superuser("UPDATE identity.account SET person_key = 'staff-17' WHERE id = ANY($1::uuid[])", [
      [work.officer.id, second.id],
    ]);
    expect(told(await give(await ask(), second))).toBe('403 self_approval');
  });

  it('go out once when executed twice at once', async () => {
    const [asked, before] = [await ask(), await ordered()];
    expect((await give(asked)).status).toBe(200);
    const tried = await Promise.all([execute(asked), execute(asked), execute(asked)]);
    expect(tried.map(told).sort()).toEqual(['200', '409 conflict', '409 conflict']);
    expect(await ordered()).toBe(before + 1);
    expect((await work.newestOperation()).state).toBe('succeeded');
  });

  it('are no more than were approved', async () => {
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const asked = await ask({ to: later });
    expect((await give(asked)).status).toBe(200);
    const agent = await work.vault.person('kyc_agent');
    await superuser('UPDATE records.ticket SET assignee_id = $2 WHERE external_id = $1', [many.ticket, agent.id]);
    const sent = await work.vault.http(agent, 'post', '/v1/media').set(factsFor(many.ticket)).send(jpeg(3_000));
    expect(sent.status).toBe(201);
    await work.vault.events();
    expect((await execute(asked)).status).toBe(200);
    expect(await work.newestOperation()).toMatchObject({ state: 'failed', problem: 'forbidden' });
  });
});
