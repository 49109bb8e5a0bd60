import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request, { type Response } from 'supertest';
import { PackageRemoval } from '../../../src/casework/subject-requests/packages/package-removal';
import type { Id } from '../../../src/kernel';
import { JobRunner, type OperationDto } from '../../../src/platform/jobs';
import { eventually } from '../../support/eventually';
import { jpeg } from '../../support/media-corpus';
import { sha256, told } from '../media/vault-at-work';
import { type Held, VaultOfRequests } from './vault-of-requests';

interface Made {
  readonly request: Id;
  readonly id: Id;
  readonly item: Held;
}
interface Listed {
  readonly id: Id;
  readonly state: string;
  readonly collectedAt: string | null;
}
interface Manifest {
  readonly items: {
    item: Id;
    path: string;
    sha256: string;
    purpose: string;
    restricted: boolean;
    keptBy: string[];
    maskedCopyOf: Id | null;
  }[];
  readonly withoutCopy: { item: Id; decision: string; maskedCopy: Id | null }[];
}

describe('the copy for a person', () => {
  let work: VaultOfRequests;
  beforeAll(async () => {
    work = await VaultOfRequests.start();
    await work.vault.app.get(JobRunner).start(work.vault.databases.url('strongroom_app'));
  });
  afterAll(async () => {
    await work.vault.app.get(JobRunner).stop();
    await work.vault.close();
  });

  const grant = (media: Id, ticket: string) =>
    work.post('officer', '/v1/grants', {
      actor: work.people.dpo.id,
      media,
      ticket: { system: 'own', id: ticket },
      purpose: 'subject_request',
      rendition: 'original',
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      reason: 'subject_request',
    });

  const order = async (id: Id, items: readonly Held[]): Promise<OperationDto> => {
    const ticket = await work.vault.ticket({ assignee: work.people.dpo.id, purpose: 'subject_request' });
    for (const item of items) await grant(item.id, ticket);
    const ordered = await work.post('dpo', `/v1/subject-requests/${id}/packages`, {
      ticket: { system: 'own', id: ticket },
    });
    let operation = ordered.body as OperationDto;
    await eventually(async () => {
      const at = String(ordered.headers['location']);
      operation = (await work.vault.http(work.people.dpo, 'get', at)).body as OperationDto;
      expect(operation.finishedAt).not.toBeNull();
    });
    return operation;
  };

  const made = async (change: Record<string, unknown> = {}, ...more: Record<string, string>[]): Promise<Made> => {
    const item = await work.item({ 'Vault-Legal-Basis': 'consent' });
    for (const one of more) await work.item({ 'Vault-Subject': item.subject, ...one });
    const id = await work.request(item.subject, { type: 'access', ...change });
    const planned = await work.plan(id);
    const toGive = planned.filter(({ decision }) => decision === 'give').map(({ media }) => ({ ...item, id: media }));
    expect(await order(id, toGive)).toMatchObject({ state: 'succeeded' });
    const [found] = await list(id);
    return { request: id, id: found?.id ?? '', item };
  };

  const list = async (id: Id): Promise<readonly Listed[]> => {
    const answer = await work.vault.http(work.people.dpo, 'get', `/v1/subject-requests/${id}/packages`);
    return (answer.body as { items: Listed[] }).items;
  };

  const code = async ({ request: asked, id }: Pick<Made, 'request' | 'id'>): Promise<string> =>
    ((await work.post('dpo', `/v1/subject-requests/${asked}/packages/${id}/codes`)).body as { code: string }).code;

  /** Somebody without an account, with a code. */
  const collect = (id: Id, secret: string): Promise<Response> =>
    request(work.vault.url)
      .post('/v1/request-packages/collection')
      .send({ package: id, code: secret })
      .buffer(true)
      .parse((response, done) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () => done(null, Buffer.concat(pieces)));
      })
      .then();

  const unpacked = <T>(zip: Buffer, use: (folder: string) => T): T => {
    const folder = mkdtempSync(join(tmpdir(), 'strongroom-package-'));
    writeFileSync(join(folder, 'package.zip'), zip);
    execFileSync('python3', ['-m', 'zipfile', '-e', 'package.zip', '.'], { cwd: folder });
    const [top = ''] = readdirSync(folder).filter((name) => name.startsWith('data-of-request-'));
    try {
      return use(join(folder, top));
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const manifestOf = (folder: string): Manifest =>
    JSON.parse(readFileSync(join(folder, 'data/manifest.json'), 'utf8')) as Manifest;

  it('holds files, dates, and accesses by role', async () => {
    const one = await made();
    const answer = await collect(one.id, await code(one));
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/zip']);
    unpacked(answer.body as Buffer, (folder) => {
      const { items, withoutCopy } = manifestOf(folder);
      expect(items).toMatchObject([{ item: one.item.id, sha256: sha256(jpeg()), restricted: false }]);
      expect([items[0]?.keptBy, withoutCopy]).toEqual([['P24'], []]);
      expect(readFileSync(join(folder, items[0]?.path ?? ''))).toEqual(jpeg());
      expect(readFileSync(join(folder, 'manifest-sha256.txt'), 'utf8')).toContain(sha256(jpeg()));
      const accesses = readFileSync(join(folder, 'data/accesses.jsonl'), 'utf8');
      expect(accesses).not.toContain(work.people.dpo.id);
    });
    const types = (await work.vault.events(one.request)).map(({ type }) => type);
    expect(types.filter((type) => type.startsWith('request.package'))).toEqual([
      'request.package.ordered',
      'request.package.made',
      'request.package.listed',
      'request.package.code_given',
      'request.package.collected',
    ]);
  });

  it('holds nothing of what is secret', async () => {
    const item = await work.item({ 'Vault-Legal-Basis': 'consent' });
    const secret = await work.item({ 'Vault-Subject': item.subject });
    const { officer, agent } = work.people;
    await work.vault.sql(`UPDATE records.ticket SET status = 'open' WHERE external_id = $1`, [secret.ticket]);
    await work.vault.http(agent, 'get', `/v1/media/${secret.id}`);
    await work.vault.http(officer, 'put', `/v1/media/${secret.id}/disclosure`).send({ disclosure: 'tipping_off' });
    const id = await work.request(item.subject, { type: 'access' });
    await work.plan(id);
    expect(await order(id, [item])).toMatchObject({ state: 'succeeded' });
    const [found] = await list(id);
    const one = { request: id, id: found?.id ?? '' };
    unpacked((await collect(one.id, await code(one))).body as Buffer, (folder) => {
      const { items, withoutCopy } = manifestOf(folder);
      expect([items.map((given) => given.item), withoutCopy]).toEqual([[item.id], []]);
      expect(readFileSync(join(folder, 'data/accesses.jsonl'), 'utf8')).not.toContain('media.shown');
    });
  });

  it('for portability holds consent and contract alone', async () => {
    const law = { 'Vault-Legal-Basis': 'legal_obligation' };
    const one = await made({ type: 'portability' }, law);
    const answer = await collect(one.id, await code(one));
    unpacked(answer.body as Buffer, (folder) => {
      const { items, withoutCopy } = manifestOf(folder);
      expect(items.map(({ item }) => item)).toEqual([one.item.id]);
      expect(withoutCopy).toMatchObject([{ decision: 'not_portable' }]);
      expect(readdirSync(join(folder, 'data')).sort()).toEqual(['items', 'manifest.json']);
    });
  });

  it('shows others masked, or says what is left out', async () => {
    const [both, strange] = [await work.item(), await work.item()];
    const copy = await work.item({ 'Vault-Subject': both.subject });
    await work.alsoOn(both, strange.subject);
    await work.alsoOn(strange, both.subject);
    await work.post('dpo', `/v1/media/${both.id}/masked-copies`, { media: copy.id });
    const id = await work.request(both.subject, { type: 'access' });
    await work.plan(id);
    expect(await order(id, [copy])).toMatchObject({ state: 'succeeded' });
    const [listed] = await list(id);
    const collected = await collect(listed?.id ?? '', await code({ request: id, id: listed?.id ?? '' }));
    unpacked(collected.body as Buffer, (folder) => {
      const { items, withoutCopy } = manifestOf(folder);
      expect(items).toMatchObject([{ item: copy.id, maskedCopyOf: both.id }]);
      expect(withoutCopy).toMatchObject([
        { item: both.id, decision: 'give_masked', maskedCopy: copy.id },
        { item: strange.id, decision: 'give_masked', maskedCopy: null },
      ]);
    });
  });

  it('is handed out once for a code', async () => {
    const one = await made();
    const first = await code(one);
    const second = await code(one);
    expect(told(await collect(one.id, first))).toBe('404');
    expect((await collect(one.id, second)).status).toBe(200);
    expect((await collect(one.id, second)).status).toBe(404);
    const denied = (await work.vault.events()).filter(({ type }) => type === 'request.package.denied');
    expect(denied.length).toBeGreaterThanOrEqual(2);
    expect((await list(one.request))[0]?.collectedAt).not.toBeNull();
  });

  it('keeps no code, and forgets it after wrong ones', async () => {
    const one = await made();
    const right = await code(one);
    const rows = await work.vault.sql('SELECT p::text AS row FROM requests.package p WHERE id = $1', [one.id]);
    expect(JSON.stringify(rows)).not.toContain(right);
    for (let tries = 0; tries < 5; tries += 1) expect((await collect(one.id, `${right}x`)).status).toBe(404);
    expect((await collect(one.id, right)).status).toBe(404);
  });

  it('opens no item without a grant', async () => {
    const item = await work.item();
    const id = await work.request(item.subject, { type: 'access' });
    await work.plan(id);
    expect(await order(id, [])).toMatchObject({ state: 'failed', problem: 'grant_required' });
    expect(await list(id)).toMatchObject([{ state: 'removed' }]);
  });

  it('goes with the erasure of what it holds', async () => {
    const one = await made();
    const secret = await code(one);
    const removal = work.vault.app.get(PackageRemoval, { strict: false });
    expect(await removal.removeHolding('media', [one.item.id])).toBe(1);
    expect((await collect(one.id, secret)).status).toBe(404);
    expect((await work.vault.events(one.request)).map(({ type }) => type)).toContain('request.package.removed');
  });

  it('is ordered by the DPO alone', async () => {
    const id = await work.request((await work.item()).subject, { type: 'access' });
    const body = { ticket: { system: 'own', id: 'T-1' } };
    for (const by of ['agent', 'officer', 'records'] as const) {
      const asked = await work.vault.http(work.people[by], 'post', `/v1/subject-requests/${id}/packages`).send(body);
      expect(told(asked)).toBe('403 forbidden');
    }
  });

  it('is made of nothing where nothing was planned', async () => {
    const id = await work.request((await work.item()).subject, { type: 'access' });
    const body = { ticket: { system: 'own', id: 'T-1' } };
    const asked = await work.vault.http(work.people.dpo, 'post', `/v1/subject-requests/${id}/packages`).send(body);
    expect(told(asked)).toBe('409 conflict');
  });
});
