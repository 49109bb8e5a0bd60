import type { Id } from '../../../src/kernel';
import { jpeg } from '../../support/media-corpus';
import { type Caller, factsFor, VaultAtWork } from '../media/vault-at-work';

interface Planned {
  readonly media: Id;
  readonly decision: string;
  readonly code: string;
  readonly because: string[];
  readonly until: string | null;
}

let vault: VaultAtWork;
let kyc: Caller;
let support: Caller;
let dpo: Caller;
let legal: Caller;
let compliance: Caller;

beforeAll(async () => {
  vault = await VaultAtWork.start();
  kyc = await vault.person('kyc_agent');
  support = await vault.person('support_agent');
  dpo = await vault.person('dpo');
  legal = await vault.person('legal');
  compliance = await vault.person('compliance_officer');
});
afterAll(() => vault.close());

async function takeIn(by: Caller, change: Record<string, string>, closed: boolean): Promise<{ id: Id; subject: Id }> {
  const ticket = await vault.ticket({ assignee: by.id, purpose: by === support ? 'support' : 'kyc_review' });
  const answer = await vault.http(by, 'post', '/v1/media').set(factsFor(ticket, change)).send(jpeg());
  if (answer.status !== 201) throw new Error(answer.text);
  if (closed) await vault.sql(`UPDATE records.ticket SET status = 'closed' WHERE external_id = $1`, [ticket]);
  return answer.body as { id: Id; subject: Id };
}
const passport = () => takeIn(kyc, {}, false);
const screenshot = (change = {}) => takeIn(support, { 'Vault-Class': 'support_screenshot', ...change }, true);

async function request(subject: Id | null, change = {}): Promise<Id> {
  const body = { type: 'erasure', regime: 'GDPR', jurisdiction: 'DE', channel: 'email', ...change };
  const answer = await vault
    .http(dpo, 'post', '/v1/subject-requests')
    .send(subject === null ? body : { ...body, subject });
  if (answer.status !== 201) throw new Error(answer.text);
  return (answer.body as { id: Id }).id;
}
async function confirmed(subject: Id, change = {}): Promise<Id> {
  const id = await request(subject, change);
  const finding = { result: 'confirmed', means: 'ticket_facts' };
  const answer = await vault.http(dpo, 'post', `/v1/subject-requests/${id}/identity`).send(finding);
  if (answer.status !== 204) throw new Error(answer.text);
  return id;
}
async function plan(id: Id, body = {}): Promise<Planned[]> {
  const answer = await vault.http(dpo, 'post', `/v1/subject-requests/${id}/plan`).send(body);
  if (answer.status !== 200) throw new Error(answer.text);
  return (answer.body as { items: Planned[] }).items;
}

describe('the plan of a request', () => {
  it('keeps what money laundering law keeps', async () => {
    const { id, subject } = await passport();
    const planned = await plan(await confirmed(subject));
    expect(planned).toEqual([
      expect.objectContaining({ media: id, decision: 'keep_by_law', code: 'R1', because: ['P02'], until: null }),
    ]);
  });

  it('erases what nothing keeps', async () => {
    const { id, subject } = await screenshot();
    const request = await confirmed(subject);
    expect(await plan(request)).toEqual([expect.objectContaining({ media: id, decision: 'erase', code: 'R2' })]);
    const drafted = await vault
      .http(dpo, 'post', `/v1/subject-requests/${request}/letters`)
      .send({ contact: 'dpo@example.org' });
    expect((drafted.body as { text: string }).text).toContain('1 of your files will be erased');
    const shown = await vault.http(compliance, 'get', `/v1/subject-requests/${request}/plan`);
    expect((shown.body as { items: Planned[] }).items).toHaveLength(1);
    expect((await vault.events(subject)).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['request.received', 'request.identified', 'request.planned', 'request.shown']),
    );
  });

  it('defers to the floor in India', async () => {
    const { subject } = await screenshot({ 'Vault-Jurisdiction': 'IN' });
    const [item] = await plan(await confirmed(subject, { regime: 'DPDP', jurisdiction: 'IN' }));
    expect(item).toMatchObject({ decision: 'defer_to_floor', code: 'R4' });
    expect(Date.parse(item?.until ?? '')).toBeGreaterThan(Date.now() + 364 * 86_400_000);
  });

  it('changes with a hold', async () => {
    const { id, subject } = await screenshot();
    const request = await confirmed(subject);
    await plan(request);
    const hold = { matter: 'M-2026-7', reason: 'litigation', scope: { subjects: [subject] } };
    const placed = await vault.http(legal, 'post', '/v1/holds').send(hold);
    expect([placed.status, placed.status === 201 ? '' : placed.text]).toEqual([201, '']);
    expect(await plan(request)).toEqual([
      expect.objectContaining({ media: id, decision: 'held', code: 'R3', because: ['M-2026-7'] }),
    ]);
  });

  it('asks a human where several are seen', async () => {
    const { id, subject } = await screenshot();
    expect(await plan(await confirmed(subject), { severalPeople: [id] })).toEqual([
      expect.objectContaining({ decision: 'human', code: 'R8' }),
    ]);
  });

  it('is made for nobody unidentified', async () => {
    const { subject } = await screenshot();
    const answer = await vault.http(dpo, 'post', `/v1/subject-requests/${await request(subject)}/plan`).send({});
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([409, 'conflict']);
  });

  it('is made by the DPO alone', async () => {
    const id = await request(null);
    for (const caller of [kyc, support, legal, compliance])
      expect((await vault.http(caller, 'post', `/v1/subject-requests/${id}/plan`).send({})).status).toBe(403);
  });
});
