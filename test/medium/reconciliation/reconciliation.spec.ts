import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Reconciliation, type ReconciliationReport } from '../../../src/casework/reconciliation/reconciliation.service';
import type { Type } from '@nestjs/common';
import { systemClock } from '../../../src/kernel';
import { ObjectVerification } from '../../../src/records/media';
import { MediaRepository } from '../../../src/records/media/media.repository';
import { Audit } from '../../../src/trust/audit';
import { eventually } from '../../support/eventually';
import { jpeg } from '../../support/media-corpus';
import { type S3Service, startMinio, withService } from '../../support/services';
import { asSuperuser } from '../../support/vault-database';
import { type Caller, factsFor, told, VaultAtWork } from '../media/vault-at-work';

const token = randomBytes(24).toString('hex');

/** What MinIO's webhook knows before the vault has a port: it hands every event on. */
async function startRelay(vault: () => VaultAtWork | undefined): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const headers = { authorization: request.headers.authorization ?? '', 'content-type': 'application/json' };
      const target = vault();
      if (target === undefined) return response.writeHead(204).end();
      return void fetch(`${target.url}/v1/store-reads`, { method: 'POST', headers, body: Buffer.concat(pieces) }).then(
        ({ status }) => response.writeHead(status).end(),
        () => response.writeHead(503).end(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('reconciliation with the store', () => {
  withService('minio', () => {
    let minio: S3Service;
    let relay: Server;
    let vault: VaultAtWork | undefined;
    let bucket: string;
    let program: Caller;
    let officer: Caller;
    const from = new Date(Date.now() - 3_600_000).toISOString();

    beforeAll(async () => {
      const started = await startRelay(() => vault);
      relay = started.server;
      minio = await startMinio({
        MINIO_AUDIT_WEBHOOK_ENABLE_strongroom: 'on',
        MINIO_AUDIT_WEBHOOK_ENDPOINT_strongroom: started.url,
        MINIO_AUDIT_WEBHOOK_AUTH_TOKEN_strongroom: `Bearer ${token}`,
      });
      bucket = await minio.makeBucket();
      const { host, port, accessKey, secretKey, region } = minio;
      const store = { s3Url: `http://${host}:${port}`, s3AccessKey: accessKey, s3SecretKey: secretKey };
      vault = await VaultAtWork.start({
        ...{ objects: 's3', ...store, s3Region: region, s3Bucket: bucket },
        storeAuditToken: token,
      });
      program = await vault.program('media:write', 'media:read', 'tickets:write');
      officer = await vault.person('compliance_officer');
    }, 120_000);
    afterAll(async () => {
      await vault?.close();
      await minio.stop();
      relay.close();
    });

    const running = (): VaultAtWork => {
      if (vault === undefined) throw new Error('the vault does not run');
      return vault;
    };
    async function item(): Promise<{ id: string; ticket: string; key: string }> {
      const ticket = await running().ticket();
      const received = await running().http(program, 'post', '/v1/media').set(factsFor(ticket)).send(jpeg(40_000));
      const { id } = received.body as { id: string };
      const sql = 'SELECT object_key AS key FROM records.media WHERE id = $1';
      const [row] = await running().sql<{ key: string }>(sql, [id]);
      return { id, ticket, key: row?.key ?? '' };
    }
    const read = ({ id, ticket }: { id: string; ticket: string }) =>
      running()
        .http(program, 'get', `/v1/media/${id}/content`)
        .set({ 'Vault-Ticket': `own/${ticket}`, 'Vault-Purpose': 'kyc_review' });
    async function report(): Promise<ReconciliationReport> {
      const to = new Date(Date.now() + 3_600_000).toISOString();
      const answer = await running().http(officer, 'get', '/v1/reports/store-reads').query({ from, to });
      if (answer.status !== 200) throw new Error(answer.text);
      return answer.body as ReconciliationReport;
    }
    /** The verdicts on an object, once the store has told so many readings of it. */
    async function verdicts(key: string, count: number): Promise<(string | null)[]> {
      const sql = 'SELECT verdict FROM reconciliation.store_read WHERE object_key = $1 ORDER BY at';
      const rows = () => running().sql<{ verdict: string | null }>(sql, [key]);
      await eventually(async () => expect((await rows()).length).toBeGreaterThanOrEqual(count), 60_000);
      await running().app.get(Reconciliation).match();
      return (await rows()).map(({ verdict }) => verdict);
    }
    async function steal(key: string, query: Record<string, string> = {}): Promise<void> {
      const answer = await fetch(await minio.client.presignedUrl('GET', bucket, key, 60, query));
      expect(answer.status).toBe(200);
      await answer.arrayBuffer();
    }

    it('matches every reading of the vault', async () => {
      const one = await item();
      expect((await read(one)).status).toBe(200);
      const found = await verdicts(one.key, 1);
      expect(new Set(found)).toEqual(new Set(['matched']));
      const { coverage, matched, silentHours } = await report();
      expect([coverage, matched > 0, silentHours]).toEqual(['covered', true, []]);
    });

    it('matches what a verification reads, until it ends', async () => {
      const one = await item();
      const { databases, store, app } = running();
      const get = <T>(token: Type<T>): T => app.get(token, { strict: false });
      const stored = [databases.vault, databases.audit, get(MediaRepository), get(Audit), store, systemClock] as const;
      expect(await new ObjectVerification(...stored).verify()).toMatchObject({ intact: true });
      const found = await verdicts(one.key, 1);
      expect(new Set(found)).toEqual(new Set(['matched']));
      await running().events();
      const [begun] = await running().audit<{ n: string }>(
        "SELECT n FROM audit.leaf WHERE type = 'audit.objects.read'",
      );
      // Another clock than the store's: the number is used long after.
      await asSuperuser(databases.url('superuser'), (db) =>
        db.query(
          "SET session_replication_role = replica; UPDATE audit.leaf SET sealed_at = sealed_at - interval '1 hour' WHERE type = 'audit.verified'",
        ),
      );
      await steal(one.key, { 'x-entry': begun?.n ?? '' });
      expect(await verdicts(one.key, found.length + 1)).toContain('long_after_entry');
    });

    it('lists who reads with the store’s own key', async () => {
      const one = await item();
      await steal(one.key);
      expect(await verdicts(one.key, 1)).toContain('no_entry');
      const { exceptions, exceptionCounts } = await report();
      expect(exceptions).toContainEqual(
        expect.objectContaining({ objectKey: one.key, verdict: 'no_entry', act: 'get' }),
      );
      expect(exceptionCounts['no_entry']).toBeGreaterThan(0);
      const events = await running().events('store.read.unexplained');
      expect(events.at(-1)).toMatchObject({ reason: 'no_entry', decision: 'error' });
    });

    it('lists who names a foreign entry', async () => {
      const [one, other] = [await item(), await item()];
      await read(one);
      const [opened] = await running().audit<{ n: string }>(
        "SELECT max(n) AS n FROM audit.leaf WHERE type = 'media.read.open'",
      );
      await steal(other.key, { 'x-entry': opened?.n ?? '' });
      expect(await verdicts(other.key, 1)).toContain('wrong_object');
      const third = await item();
      await steal(third.key, { 'x-entry': '0' });
      expect(await verdicts(third.key, 1)).toContain('unknown_entry');
    });

    it('lists who copies an object away', async () => {
      const one = await item();
      await minio.client.copyObject(bucket, 'away', `/${bucket}/${one.key}`);
      expect(await verdicts(one.key, 1)).toContain('no_entry');
    });

    it('names the hours in which the store was silent', async () => {
      const one = await item();
      await read(one);
      await verdicts(one.key, 1);
      await running().sql('DELETE FROM reconciliation.store_read');
      expect((await report()).silentHours).toEqual([
        expect.objectContaining({ openings: expect.any(Number) as number }),
      ]);
    });

    it('believes only who has the token', async () => {
      const post = (authorization?: string) =>
        fetch(`${running().url}/v1/store-reads`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
          body: '{}',
        });
      expect((await post(`Bearer ${token.slice(1)}x`)).status).toBe(404);
      expect((await post(program.headers['Authorization'])).status).toBe(404);
      expect((await post(`Bearer ${token}`)).status).toBe(204);
    });

    it('shows the report to officers alone', async () => {
      const agent = await running().person('support_agent');
      const answer = await running().http(agent, 'get', '/v1/reports/store-reads').query({ from, to: from });
      expect(told(answer)).toBe('403 forbidden');
    });
  });

  it('covers no folder', async () => {
    const vault = await VaultAtWork.start();
    try {
      const officer = await vault.person('dpo');
      const [from, to] = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'];
      const answer = await vault.http(officer, 'get', '/v1/reports/store-reads').query({ from, to });
      expect(answer.body).toMatchObject({ coverage: 'not_covered', matched: 0, exceptions: [] });
    } finally {
      await vault.close();
    }
  }, 60_000);
});
