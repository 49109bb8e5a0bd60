import { execFileSync } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Claim } from '../../../src/casework/evidence/bundle/claim';
import type { EvidenceDto } from '../../../src/casework/evidence/artefacts/evidence.dto';
import { canonicalJson } from '../../../src/trust/audit/format/canonical';
import { type Leaf, parseLeaf } from '../../../src/trust/audit/format/leaf';
import { openCheckpoint } from '../../../src/trust/audit/format/note';
import { rootOfRange } from '../../../src/trust/audit/format/range-proof';
import { verifyInclusion } from '../../../src/trust/audit/format/proof';
import { leafHash } from '../../../src/trust/audit/format/tree';
import { ArtefactRemoval } from '../../../src/casework/evidence';
import { AUDIT_OPTIONS, type AuditOptions } from '../../../src/trust/audit/audit.options';
import { type Caller, sha256, told } from '../media/vault-at-work';
import { EvidenceAtWork, readJson, readLines } from './evidence-at-work';

const hashes = (text: readonly string[]): Buffer[] => text.map((each) => Buffer.from(each, 'base64'));

/** The leaves of a bundle, unframed. */
function leavesOf(folder: string): { leaf: Leaf; body: Buffer }[] {
  const bytes = readFileSync(join(folder, 'data/log/leaves'));
  const leaves: { leaf: Leaf; body: Buffer }[] = [];
  for (let at = 0; at < bytes.length;) {
    const body = bytes.subarray(at + 2, at + 2 + bytes.readUInt16BE(at));
    leaves.push({ leaf: parseLeaf(body), body });
    at += 2 + body.length;
  }
  return leaves;
}

interface EntryLine {
  readonly n: number;
  readonly personal: { readonly actor: { readonly salt: string; readonly payload: object } | null };
}

/** In the order in which the hash takes them. */
const policyFiles = [
  'document-classes',
  'purposes',
  'jurisdictions',
  'legal-bases',
  'media-types',
  'roles',
  'retention-schedules',
  'retention-events',
  'retention-facts',
  'clocks',
];

describe('an evidence bundle', () => {
  let work: EvidenceAtWork;
  let item: Awaited<ReturnType<EvidenceAtWork['openedItem']>>;

  beforeAll(async () => {
    work = await EvidenceAtWork.start();
    item = await work.openedItem('../../<b>../etc\u202epasswd\n.jpg');
    await work.openedItem();
  });
  afterAll(() => work.close());

  const checkpointOf = (folder: string) => {
    const { origin, publicKey } = work.vault.app.get<AuditOptions>(AUDIT_OPTIONS);
    return openCheckpoint(readFileSync(join(folder, 'data/log/checkpoint'), 'utf8'), { origin, publicKey });
  };

  describe('that claims all', () => {
    let folder: string;
    let claim: Claim;
    beforeAll(async () => {
      folder = await work.unpacked({ query: { media: item.media } });
      claim = readJson(folder, 'data/claim.json') as Claim;
    });

    it('names every file by its hash', () => {
      for (const manifest of ['manifest-sha256.txt', 'tagmanifest-sha256.txt'])
        expect(execFileSync('sha256sum', ['--quiet', '-c', manifest], { cwd: folder, encoding: 'utf8' })).toBe('');
      const listed = readFileSync(join(folder, 'manifest-sha256.txt'), 'utf8').split('\n').filter(Boolean);
      const found = readdirSync(join(folder, 'data'), { recursive: true, withFileTypes: true });
      expect(listed).toHaveLength(found.filter((entry) => entry.isFile()).length);
    });

    it('is signed by the installation', () => {
      const verify = (content: string): string =>
        execFileSync(
          'openssl',
          [
            ...['cms', '-verify', '-binary', '-inform', 'DER', '-in', 'tagmanifest-sha256.txt.p7s'],
            ...['-content', content, '-CAfile', 'data/certificates/installation.pem'],
          ],
          { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
        );
      expect(verify('tagmanifest-sha256.txt')).toBe(readFileSync(join(folder, 'tagmanifest-sha256.txt'), 'utf8'));
      expect(() => verify('manifest-sha256.txt')).toThrow();
    });

    it('carries every leaf up to the root', () => {
      const leaves = leavesOf(folder);
      const { left, right, ...place } = readJson(folder, 'data/log/range.json') as {
        first: number;
        last: number;
        size: number;
        left: string[];
        right: string[];
      };
      expect(claim.carried).toEqual({ first: place.first, last: place.last, count: leaves.length });
      const proof = { ...place, left: hashes(left), right: hashes(right) };
      const root = rootOfRange(
        proof,
        leaves.map(({ body }) => leafHash(body)),
      );
      const checkpoint = checkpointOf(folder);
      expect(root).toEqual(checkpoint.root);
      expect(claim.checkpoint).toEqual({ size: checkpoint.size, root: checkpoint.root.toString('base64') });
    });

    it('chooses what the query finds', () => {
      const { from, to } = claim.period;
      const found = leavesOf(folder).filter(
        ({ leaf }) => leaf.sealed >= from && leaf.sealed < to && leaf.e.obj?.media === item.media,
      );
      const chosen = readLines<EntryLine>(folder, 'data/entries.jsonl');
      expect(chosen.map(({ n }) => n)).toEqual(found.map(({ leaf }) => leaf.n));
      expect(chosen).toHaveLength(claim.chosen);
      expect(found.map(({ leaf }) => leaf.e.type)).toEqual(expect.arrayContaining(['media.stored', 'view.opened']));
    });

    it('opens the commitments of its entries', () => {
      const byNumber = new Map(leavesOf(folder).map(({ leaf }) => [leaf.n, leaf.e]));
      const parts = readLines<EntryLine>(folder, 'data/entries.jsonl').flatMap(({ n, personal }) =>
        personal.actor === null ? [] : [{ n, ...personal.actor }],
      );
      expect(parts.length).toBeGreaterThan(0);
      for (const { n, salt, payload } of parts) {
        const hmac = createHmac('sha256', Buffer.from(salt, 'base64'));
        expect(hmac.update(canonicalJson(payload as Record<string, string>)).digest('base64')).toBe(
          byNumber.get(n)?.pa,
        );
      }
    });

    it('shows the policy behind a hash', () => {
      const [policy = ''] = claim.policies;
      expect(claim.policiesMissing).toEqual([]);
      const hash = createHash('sha256');
      for (const name of policyFiles)
        hash.update(`${name}\n`).update(readFileSync(join(folder, 'data/policies', policy.slice(7), `${name}.json`)));
      expect(`sha256:${hash.digest('hex')}`).toBe(policy);
    });

    it('describes items by their hashes', () => {
      const [described] = readLines<Record<string, unknown>>(folder, 'data/items.jsonl');
      expect(described).toMatchObject({ media: item.media, contentSha256: sha256(item.bytes), path: null });
      const form = readJson(folder, 'data/certificates/bsa-63.json') as { records: object[] };
      expect(form.records).toMatchObject([{ media: item.media, sha256: sha256(item.bytes) }]);
      expect(existsSync(join(folder, 'data/items'))).toBe(false);
    });

    it('prints PDF/A', () => {
      for (const path of ['data/report.pdf', 'data/certificates/bsa-63.pdf']) {
        const text = readFileSync(join(folder, path), 'latin1');
        expect(text).toMatch(/^%PDF-1\.7/);
        expect([/pdfaid:part>2</.test(text), /pdfaid:conformance>B</.test(text)]).toEqual([true, true]);
      }
    });

    it('says who opened it, in its report', () => {
      const report = readJson(folder, 'data/report.json') as { entries: Record<string, unknown>[]; count: number };
      expect(report.count).toBe(report.entries.length);
      const view = report.entries.find(({ type }) => type === 'view.opened');
      expect(view).toMatchObject({
        actor: { id: item.agent.id, role: 'kyc_agent', name: 'Test' },
        ticket: { sys: 'own', id: item.ticket },
        purpose: 'kyc_review',
        masked: false,
        decision: 'allow',
        ip: expect.stringContaining('127.0.0.1') as string,
      });
    });
  });

  it('of another period carries its neighbours', async () => {
    const middle = new Date().toISOString();
    await work.openedItem();
    const folder = await work.unpacked({ from: middle, query: { type: 'view.opened' }, content: 'none' });
    const leaves = leavesOf(folder);
    expect(leaves[0]?.leaf.sealed.localeCompare(middle)).toBe(-1);
    expect(leaves.slice(1).every(({ leaf }) => leaf.sealed >= middle)).toBe(true);
    expect((readJson(folder, 'data/claim.json') as Claim).chosen).toBe(1);
    expect(existsSync(join(folder, 'data/items.jsonl'))).toBe(false);
  });

  it('with a selection proves each leaf alone', async () => {
    const folder = await work.unpacked({ completeness: 'selection', query: { media: item.media } });
    const checkpoint = checkpointOf(folder);
    const leaves = leavesOf(folder);
    expect(leaves.map(({ leaf }) => leaf.e.obj?.media)).toEqual(leaves.map(() => item.media));
    for (const { leaf, body } of leaves) {
      const proof = readFileSync(join(folder, `data/log/proofs/${leaf.n}.tlog-proof`), 'utf8');
      const [head = ''] = proof.split('\n\n');
      const [magic, extra, index, ...path] = head.split('\n');
      expect([magic, index]).toEqual(['c2sp.org/tlog-proof@v1', `index ${leaf.n}`]);
      expect(Buffer.from(extra?.slice('extra '.length) ?? '', 'base64')).toEqual(body);
      const claim = { index: leaf.n, ...checkpoint, leafHash: leafHash(body), proof: hashes(path) };
      expect(verifyInclusion(claim)).toBe(true);
    }
    expect(existsSync(join(folder, 'data/log/range.json'))).toBe(false);
  });

  describe('with bytes', () => {
    let audit: string;
    beforeAll(async () => {
      audit = await work.vault.ticket({ purpose: 'access_audit' });
    });
    const order = () => ({
      query: { media: item.media },
      content: 'bytes',
      ticket: { system: 'own', id: audit },
      purpose: 'access_audit',
    });

    it('needs a ticket and a purpose', async () => {
      const { officer, vault } = work;
      const answer = await vault.http(officer, 'post', '/v1/evidence-bundles').send({ content: 'bytes' });
      expect(told(answer)).toBe('403 ticket_required');
    });

    it('needs a grant for each item', async () => {
      expect(await work.make('/v1/evidence-bundles', order())).toMatchObject({
        state: 'failed',
        problem: 'grant_required',
      });
      expect(await work.vault.events('view.denied')).toContainEqual(
        expect.objectContaining({ actor: expect.objectContaining({ id: work.officer.id }) as object }),
      );
    });

    it('carries them under a grant, as views', async () => {
      await work.grant(await work.vault.person('compliance_officer'), item.media, audit);
      const folder = await work.unpacked(order());
      expect(readFileSync(join(folder, 'data/items', item.media))).toEqual(item.bytes);
      const views = (await work.vault.events(item.media)).filter(({ actor }) => actor.id === work.officer.id);
      expect(views).toContainEqual(expect.objectContaining({ type: 'view.closed', bytes: item.bytes.length }));
    });
  });

  describe('belongs to few', () => {
    let made: string;
    let auditor: Caller;
    beforeAll(async () => {
      made = (await work.make('/v1/evidence-bundles', { query: { media: item.media } })).result ?? '';
      auditor = await work.vault.person('auditor');
    });

    it('and is ordered by nobody else', async () => {
      for (const role of ['kyc_agent', 'legal', 'auditor', 'administrator', 'key_administrator'] as const) {
        const caller = await work.vault.person(role);
        expect(told(await work.vault.http(caller, 'post', '/v1/evidence-bundles').send({}))).toBe('403 forbidden');
      }
    });

    it('and an auditor sees it once it is given', async () => {
      expect(told(await work.vault.http(auditor, 'get', made))).toBe('404 not_found');
      expect(told(await work.download(made, auditor))).toBe('404');
      const until = new Date(Date.now() + 3_600_000).toISOString();
      const given = await work.vault.http(work.officer, 'post', `${made}/readers`).send({ actor: auditor.id, until });
      expect(given.status).toBe(200);
      expect((await work.download(made, auditor)).status).toBe(200);
      const list = await work.vault.http(auditor, 'get', '/v1/evidence-bundles');
      expect((list.body as { items: EvidenceDto[] }).items).toHaveLength(1);
      await work.vault.sql("UPDATE evidence.artefact_reader SET until = now() - interval '1 second'");
      expect(told(await work.download(made, auditor))).toBe('404');
    });

    it('and every step is an entry', async () => {
      const types = (await work.vault.events()).map(({ type }) => type).filter((type) => type.startsWith('evidence.'));
      const acts = ['ordered', 'made', 'opened', 'given', 'denied', 'listed'].map((act) => `evidence.${act}`);
      expect(types).toEqual(expect.arrayContaining(acts));
      const opened = (await work.vault.events('evidence.opened')).at(-1);
      expect(opened).toMatchObject({ actor: { id: auditor.id, role: 'auditor' }, obj: { media: item.media } });
    });
  });

  it('lies sealed in the store', async () => {
    await work.make('/v1/evidence-bundles', { query: { media: item.media } });
    const [row] = await work.vault.sql<{ key: string; size: string }>(
      "SELECT object_key AS key, object_size AS size FROM evidence.artefact WHERE state = 'ready' ORDER BY made_at DESC LIMIT 1",
    );
    const stored = await work.vault.store.head(row?.key ?? '');
    expect(stored.size).toBe(Number(row?.size));
  });

  it('is refused where its object is another', async () => {
    const { result } = await work.make('/v1/evidence-bundles', { query: { media: item.media } });
    const id = (result ?? '').split('/').at(-1);
    await work.vault.sql("UPDATE evidence.artefact SET etag = 'another' WHERE id = $1", [id]);
    expect(told(await work.vault.http(work.officer, 'get', `${result ?? ''}/content`))).toBe('502 integrity_failed');
    expect(await work.vault.events('evidence.damaged')).toHaveLength(1);
  });

  it('ends with its items, and when it expires', async () => {
    const { result } = await work.make('/v1/evidence-bundles', { query: { media: item.media } });
    const removal = work.vault.app.get(ArtefactRemoval);
    expect(await removal.removeHolding('media', [item.media])).toBeGreaterThan(0);
    expect(told(await work.download(result ?? ''))).toBe('409');
    const other = await work.make('/v1/evidence-bundles', { query: { type: 'session.opened' } });
    await work.vault.sql("UPDATE evidence.artefact SET expires_at = now() WHERE state = 'ready'");
    await removal.run();
    expect(told(await work.download(other.result ?? ''))).toBe('409');
    const [left] = await work.vault.sql<{ n: number }>(
      "SELECT count(*)::int AS n FROM evidence.artefact WHERE state <> 'removed'",
    );
    expect(left?.n).toBe(0);
    const events = await work.vault.events('evidence.removed');
    expect(new Set(events.map(({ reason }) => reason))).toEqual(new Set(['erasure', 'expired', 'broken_off']));
  });
});
