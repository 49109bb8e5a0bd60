import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Response } from 'supertest';
import type { ProductionDto } from '../../../src/casework/evidence/productions/productions.dto';
import type { Id } from '../../../src/kernel';
import { jpeg } from '../../support/media-corpus';
import { type Caller, factsFor, sha256, told } from '../media/vault-at-work';
import { EvidenceAtWork, readJson, unpack } from './evidence-at-work';

interface Kept {
  readonly id: Id;
  readonly subject: Id;
  readonly bytes: Buffer;
}
interface Asked {
  readonly id: Id;
  readonly hash: string;
  readonly request: { readonly production: Id };
}

const objectContaining = (part: object): object => expect.objectContaining(part) as object;
let work: EvidenceAtWork;
let people: Record<'agent' | 'legal' | 'dpo' | 'records' | 'colleague', Caller>;
let authority: Id;

beforeAll(async () => {
  work = await EvidenceAtWork.start();
  const { vault } = work;
  people = {
    agent: await vault.person('kyc_agent'),
    legal: await vault.person('legal'),
    dpo: await vault.person('dpo'),
    records: await vault.person('records_manager'),
    colleague: await vault.person('compliance_officer'),
  };
  const wish = { name: 'Financial Intelligence Unit', contact: 'desk@fiu.example' };
  authority = ((await vault.http(work.officer, 'post', '/v1/recipients').send(wish)).body as { id: Id }).id;
});
afterAll(() => work.close());

async function passport(subject?: Id): Promise<Kept> {
  const ticket = await work.vault.ticket({ assignee: people.agent.id });
  const bytes = jpeg(20_000);
  const facts = factsFor(ticket, subject === undefined ? {} : { 'Vault-Subject': subject });
  const received = await work.vault.http(people.agent, 'post', '/v1/media').set(facts).send(bytes);
  if (received.status !== 201) throw new Error(received.text);
  return { ...(received.body as { id: Id; subject: Id }), bytes };
}
async function ask(scope: object, change: object = {}, by = work.officer): Promise<Response> {
  const id = await work.vault.ticket({ purpose: 'authority_request' });
  const order = {
    ...{ reference: 'FIU-2026/118', recipient: authority, legalBasis: 'GwG s.32(3)', scope },
    ...{ ticket: { system: 'own', id }, ...change },
  };
  return work.vault.http(by, 'post', '/v1/productions').send(order).then();
}
const approve = ({ id, hash }: Asked, by: Caller): Promise<Response> =>
  work.vault.http(by, 'post', `/v1/approvals/${id}/approval`).send({ hash }).then();
const execute = ({ id }: Asked, by = work.officer): Promise<Response> =>
  work.vault.http(by, 'post', `/v1/approvals/${id}/execution`).send().then();
const shown = async ({ request }: Asked, by = work.officer): Promise<ProductionDto> =>
  (await work.vault.http(by, 'get', `/v1/productions/${request.production}`)).body as ProductionDto;

/** Asked for, approved by two, and made. */
async function produced(scope: object, change: object = {}): Promise<Asked & { bundle: string }> {
  const asked = (await ask(scope, change)).body as Asked;
  for (const by of [people.dpo, people.legal]) expect((await approve(asked, by)).status).toBe(200);
  expect((await execute(asked)).status).toBe(200);
  const { state, result } = await work.newestOperation();
  expect(state).toBe('succeeded');
  return { ...asked, bundle: String(result) };
}

describe('a production for an authority', () => {
  let items: Kept[];
  let folder: string;
  let asked: Asked & { bundle: string };

  beforeAll(async () => {
    const first = await passport();
    items = [first, await passport(first.subject)];
    const quarantined = await passport(first.subject);
    await work.vault.sql(
      `UPDATE records.media SET state = 'quarantined', quarantine_reasons = '{class_unknown}' WHERE id = $1`,
      [quarantined.id],
    );
    const hold = { matter: 'M-9', reason: 'authority_order', scope: { media: [first.id] } };
    await work.vault.http(people.legal, 'post', '/v1/holds').send(hold);
    asked = await produced({ subject: first.subject });
  });

  it('counts as disclosed with its first download', async () => {
    const before = await shown(asked);
    expect(before).toMatchObject({ state: 'ready', items: 2, held: 1, withheld: 1, handedOutAt: null, secret: true });
    const zip = (await work.download(asked.bundle)).body as Buffer;
    folder = unpack(zip);
    expect(await shown(asked)).toMatchObject({ state: 'handed_out', authority: 'Financial Intelligence Unit' });
    await work.download(asked.bundle);
    for (const { id } of items) {
      const given = (await work.vault.events(id)).filter(({ type }) => type === 'disclosure.recorded');
      expect(given).toMatchObject([{ reason: 'authority_request_secret', actor: { id: work.officer.id } }]);
    }
    const rows = await work.vault.sql(
      'SELECT basis, secret FROM records.disclosure WHERE recipient_id = $1 AND media_id = ANY($2)',
      [authority, items.map(({ id }) => id)],
    );
    expect(rows).toEqual(items.map(() => ({ basis: 'authority_request', secret: true })));
  });

  it('carries originals, the order and who approved', () => {
    const file = readJson(folder, 'data/production.json') as { approved: { by: Id; role: string }[] };
    expect(file).toMatchObject({
      format: 'strongroom/production/v1',
      order: { reference: 'FIU-2026/118', authority: 'Financial Intelligence Unit', legalBasis: 'GwG s.32(3)' },
      items: 2,
      quarantinedNotProduced: 1,
      secondsFromRequest: expect.any(Number) as number,
    });
    expect(file.approved.map(({ by, role }) => [by, role])).toEqual([
      [people.dpo.id, 'dpo'],
      [people.legal.id, 'legal'],
    ]);
    const lines = readFileSync(join(folder, 'data/load-manifest.csv'), 'utf8').trimEnd().split('\r\n');
    expect(lines).toHaveLength(3);
    for (const { id, bytes } of items) {
      expect(readFileSync(join(folder, 'data/items', id)).equals(bytes)).toBe(true);
      expect(lines.find((line) => line.startsWith(id))).toContain(sha256(bytes));
    }
    expect(readFileSync(join(folder, 'data/production.json'), 'utf8')).not.toContain('M-9');
  });

  it('is checked offline, by us and by openssl', () => {
    const verify = () =>
      spawnSync(process.execPath, ['tools/verify.mjs', folder], { encoding: 'utf8', cwd: resolve('.') });
    const { status, stdout } = verify();
    expect([status, stdout]).toEqual([0, expect.stringContaining('Nothing is wrong')]);
    expect(stdout).toContain('ok     every media item is as the log says');
    const [signed, signature] = ['tagmanifest-sha256.txt', 'tagmanifest-sha256.txt.p7s'];
    const trust = ['-CAfile', 'data/certificates/installation.pem', '-purpose', 'any', '-out', '/dev/null'];
    const cms = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', signature, '-content', signed, ...trust];
    expect(() => execFileSync('openssl', cms, { cwd: folder, stdio: 'pipe' })).not.toThrow();
    const order = join(folder, 'data/production.json');
    const written = readFileSync(order, 'utf8');
    writeFileSync(order, written.replace('FIU-2026/118', 'FIU-2026/119'));
    expect(verify().status).toBe(1);
    writeFileSync(order, written);
  });

  it('opened each item under a grant of its own', async () => {
    for (const { id } of items) {
      const events = await work.vault.events(id);
      const [given, opened] = [
        events.find((e) => e.type === 'grant.given'),
        events.filter((e) => e.type === 'view.opened'),
      ];
      expect(given).toMatchObject({ reason: 'approved', purpose: 'authority_request' });
      expect(opened.at(-1)).toMatchObject({ purpose: 'authority_request', grant: given?.grant, decision: 'allow' });
    }
  });

  it('is handed out by whoever asked alone', async () => {
    const content = `${asked.bundle}/content`;
    expect(told(await work.vault.http(people.colleague, 'get', content))).toBe('404 not_found');
    expect(told(await work.vault.http(people.dpo, 'get', content))).toBe('403 forbidden');
    expect(told(await work.vault.http(people.records, 'get', '/v1/productions'))).toBe('403 forbidden');
    const listed = await work.vault.http(people.dpo, 'get', '/v1/productions');
    expect(listed.body).toMatchObject({ items: [{ id: asked.request.production }], next: null });
  });
});

describe('what the person is told', () => {
  const history = async (subject: Id): Promise<{ act: string; recipient: string | null; purpose: string | null }[]> => {
    const answer = await work.vault.http(people.dpo, 'get', `/v1/reports/access-history?subject=${subject}`);
    return (answer.body as { accesses: { act: string; recipient: string | null; purpose: string | null }[] }).accesses;
  };

  it.each([
    [false, ['authority']],
    [true, []],
  ])('of a production with secret %s is its category', async (secret, told) => {
    const { id, subject } = await passport();
    const { bundle } = await produced({ media: [id] }, { secret });
    await work.download(bundle);
    const accesses = await history(subject);
    expect(accesses.flatMap(({ recipient }) => recipient ?? [])).toEqual(told);
    expect(accesses.map(({ purpose }) => purpose)).not.toContain('authority_request');
  });

  it('starts the floor of India anew', async () => {
    const { id } = await passport();
    const [before] = await work.vault.sql<{ at: Date | null }>(
      'SELECT processed_at AS at FROM records.media WHERE id = $1',
      [id],
    );
    const { bundle } = await produced({ media: [id] });
    await work.download(bundle);
    const [after] = await work.vault.sql<{ at: Date }>('SELECT processed_at AS at FROM records.media WHERE id = $1', [
      id,
    ]);
    expect(after?.at.getTime()).toBeGreaterThan(before?.at?.getTime() ?? 0);
  });
});

describe('a production is refused', () => {
  it('until two have approved it', async () => {
    const { id } = await passport();
    const asked = (await ask({ media: [id] })).body as Asked;
    expect(told(await execute(asked))).toBe('409 conflict');
    expect(told(await approve(asked, people.colleague))).toBe('404 not_found');
    await approve(asked, people.dpo);
    expect(told(await execute(asked))).toBe('409 conflict');
    await approve(asked, people.legal);
    expect(told(await execute(asked, people.colleague))).toMatch(/^40[34]/);
    expect(await shown(asked)).toMatchObject({ state: 'asked', approval: null });
    const denied = (await work.vault.events('approval.denied')).filter(({ decision }) => decision === 'deny');
    expect(denied).toContainEqual(objectContaining({ actor: objectContaining({ id: people.colleague.id }) }));
  });

  it('where its scope holds something else by then', async () => {
    const { subject } = await passport();
    const asked = (await ask({ subject })).body as Asked;
    for (const by of [people.dpo, people.legal]) await approve(asked, by);
    await passport(subject);
    expect(told(await execute(asked))).toBe('409 conflict');
  });

  it('without an authority, a ticket for it, or a scope', async () => {
    const { id } = await passport();
    const other = await work.vault.ticket({ purpose: 'kyc_review' });
    expect(told(await ask({ media: [id] }, { recipient: id }))).toBe('404 not_found');
    expect(told(await ask({ media: [id] }, { ticket: { system: 'own', id: other } }))).toMatch(/ticket/);
    expect(told(await ask({ classes: ['passport'] }))).toBe('400 invalid_request');
    expect(told(await ask({ media: [authority] }))).toBe('409 conflict');
    expect(told(await ask({ media: [id] }, {}, people.records))).toBe('403 forbidden');
  });
});
