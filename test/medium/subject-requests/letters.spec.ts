import type { Id } from '../../../src/kernel';
import { type Caller, VaultAtWork } from '../media/vault-at-work';

let vault: VaultAtWork;
let dpo: Caller;

beforeAll(async () => {
  vault = await VaultAtWork.start();
  dpo = await vault.person('dpo');
});
afterAll(() => vault.close());

async function received(): Promise<Id> {
  const body = { type: 'access', regime: 'DPDP', jurisdiction: 'IN', channel: 'post', language: 'hi' };
  const answer = await vault.http(dpo, 'post', '/v1/subject-requests').send(body);
  return (answer.body as { id: Id }).id;
}

async function answered(): Promise<Id> {
  const id = await received();
  const path = `/v1/subject-requests/${id}`;
  await vault.http(dpo, 'post', `${path}/identity`).send({ result: 'not_identified' });
  const drafted = await vault.http(dpo, 'post', `${path}/letters`).send({ contact: 'dpo@example.com' });
  const { text } = drafted.body as { text: string };
  const given = await vault.http(dpo, 'post', `${path}/answers`).send({ outcome: 'not_identified', text });
  if (given.status !== 204) throw new Error(given.text);
  return id;
}

describe('the letter of an answered request', () => {
  it('is a PDF/A, and each look an entry', async () => {
    const id = await answered();
    const printed = await vault.http(dpo, 'get', `/v1/subject-requests/${id}/answer`).buffer();
    expect([printed.status, printed.headers['content-type']]).toEqual([200, 'application/pdf']);
    expect((printed.body as Buffer).toString('latin1')).toMatch(/pdfaid:part>2</);
    expect((await vault.events(id)).map(({ type }) => type)).toContain('request.shown');
  });

  it('is not there before the answer', async () => {
    const early = await vault.http(dpo, 'get', `/v1/subject-requests/${await received()}/answer`);
    expect([early.status, (early.body as { code: string }).code]).toEqual([409, 'conflict']);
  });

  it('is not for agents', async () => {
    const agent = await vault.person('support_agent');
    expect((await vault.http(agent, 'get', `/v1/subject-requests/${await answered()}/answer`)).status).toBe(403);
  });
});
