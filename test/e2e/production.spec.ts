import { createHash, randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type EmbeddedPostgres, newRolePasswords, provision, startEmbeddedPostgres } from '../../src/platform/database';
import { strongroomWith } from '../support/command-line';
import { type S3Service, startMinio, startRedis, withService } from '../support/services';
import { startVaultProcess, type VaultProcess } from '../support/vault-process';

/** As in production: one process serves, one works, on a PostgreSQL, a MinIO and a Redis that are not theirs. */
withService('minio', () => {
  withService('redis', () => {
    let folder: string;
    let postgres: EmbeddedPostgres;
    let minio: S3Service;
    let anchors: S3Service;
    let redis: Awaited<ReturnType<typeof startRedis>>;
    let environment: Record<string, string>;
    let api: VaultProcess;
    let worker: VaultProcess;

    beforeAll(async () => {
      mkdirSync(resolve('.test-data'), { recursive: true });
      folder = mkdtempSync(resolve('.test-data', 'production-'));
      [postgres, minio, anchors, redis] = await Promise.all([
        startEmbeddedPostgres(join(folder, 'postgres')),
        startMinio(),
        startMinio(),
        startRedis(),
      ]);
      const passwords = newRolePasswords();
      await provision((database) => postgres.url(database), { vault: 'vault', keystore: 'keystore' }, passwords);
      const url = (role: keyof typeof passwords, database: string): string => {
        const address = new URL(postgres.url(database));
        return Object.assign(address, { username: role, password: passwords[role] }).toString();
      };
      environment = {
        STRONGROOM_DATABASE_URL: url('strongroom_app', 'vault'),
        STRONGROOM_DATABASE_OWNER_URL: url('strongroom_owner', 'vault'),
        STRONGROOM_AUDIT_DATABASE_URL: url('strongroom_audit', 'vault'),
        STRONGROOM_KEYSTORE_URL: url('strongroom_keystore', 'keystore'),
        STRONGROOM_KEYSTORE_OWNER_URL: url('strongroom_owner', 'keystore'),
        STRONGROOM_REDIS_URL: redis.url,
        STRONGROOM_OBJECTS: 's3',
        STRONGROOM_S3_URL: `http://${minio.host}:${minio.port}`,
        STRONGROOM_S3_REGION: minio.region,
        STRONGROOM_S3_BUCKET: await minio.makeBucket(),
        STRONGROOM_S3_ACCESS_KEY: minio.accessKey,
        STRONGROOM_S3_SECRET_KEY: minio.secretKey,
        STRONGROOM_ANCHOR_S3_URL: `http://${anchors.host}:${anchors.port}`,
        STRONGROOM_ANCHOR_S3_BUCKET: await anchors.makeBucket({ locking: true }),
        STRONGROOM_ANCHOR_S3_ACCESS_KEY: anchors.accessKey,
        STRONGROOM_ANCHOR_S3_SECRET_KEY: anchors.secretKey,
      };
      worker = await startVaultProcess({ ...environment, STRONGROOM_ROLE: 'worker' }, join(folder, 'data'));
    });
    afterAll(async () => {
      await api.stop();
      await worker.stop();
      await Promise.all([postgres.stop(), minio.stop(), anchors.stop(), redis.stop()]);
      rmSync(folder, { recursive: true, force: true });
    });

    it('serves its probes alone as a worker', async () => {
      expect((await fetch(`${worker.url}/readyz`)).status).toBe(200);
      expect((await fetch(`${worker.url}/v1/meta`)).status).toBe(404);
    });

    it('takes in and opens on two processes', async () => {
      // Nodes of one vault share their key material and nothing else.
      mkdirSync(join(folder, 'data-2'));
      for (const part of ['keys', 'vault.json'])
        cpSync(join(folder, 'data', part), join(folder, 'data-2', part), { recursive: true });
      api = await startVaultProcess({ ...environment, STRONGROOM_ROLE: 'api' }, join(folder, 'data-2'));
      const item = await takeIn(api, environment, join(folder, 'data-2'));
      expect(item.state).toBe('available');
      expect(item.opened).toBe(item.sent);
    });
  });
});

async function takeIn(
  api: VaultProcess,
  environment: Record<string, string>,
  dataDir: string,
): Promise<{ state: string; sent: string; opened: string }> {
  const made = strongroomWith(
    environment,
    '--data',
    dataDir,
    '--json',
    'user',
    'add',
    'ada',
    '--role',
    'administrator',
  );
  expect([made.status, made.errors]).toEqual([0, '']);
  const { oneTimePassword } = JSON.parse(made.output) as { oneTimePassword: string };
  const cookie = await signIn(api.url, 'ada', oneTimePassword);
  const client = (await ask(
    api.url,
    'POST',
    '/v1/clients',
    { cookie },
    { name: 'test', scopes: ['media:write', 'media:list', 'media:read', 'tickets:write'] },
  )) as { id: string; secret: string };
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client.id,
    client_secret: client.secret,
  });
  const token = (await (await fetch(`${api.url}/v1/oauth/token`, { method: 'POST', body })).json()) as {
    access_token: string;
  };
  const as = { authorization: `Bearer ${token.access_token}` };
  await ask(api.url, 'PUT', '/v1/tickets/own/P-1', as, { status: 'open', purpose: 'support' });
  const picture = Buffer.concat([
    Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex'),
    randomBytes(300_000),
  ]);
  const facts = {
    'Vault-Ticket': 'own/P-1',
    'Vault-Class': 'support_screenshot',
    'Vault-Purpose': 'support',
    'Vault-Jurisdiction': 'EU',
    'Vault-Legal-Basis': 'contract',
  };
  const taken = await fetch(`${api.url}/v1/media`, {
    method: 'POST',
    body: picture,
    headers: { ...as, ...facts, 'Content-Type': 'image/png' },
  });
  const { id, state } = (await taken.json()) as { id: string; state: string };
  const opened = await fetch(`${api.url}/v1/media/${id}/content`, {
    headers: { ...as, 'Vault-Ticket': 'own/P-1', 'Vault-Purpose': 'support' },
  });
  return { state, sent: digest(picture), opened: digest(Buffer.from(await opened.arrayBuffer())) };
}

async function signIn(url: string, name: string, password: string): Promise<string> {
  const next = `a long password ${randomBytes(9).toString('hex')}`;
  const first = await fetch(`${url}/v1/sessions`, {
    method: 'POST',
    body: JSON.stringify({ name, password }),
    headers: { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin' },
  });
  const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const changed = await fetch(`${url}/v1/account/password`, {
    method: 'PUT',
    body: JSON.stringify({ current: password, next }),
    headers: { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin', cookie },
  });
  expect(changed.status).toBeLessThan(300);
  return changed.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
}

async function ask(
  url: string,
  method: string,
  path: string,
  as: Record<string, string>,
  body: unknown,
): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method,
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin', ...as },
  });
  const text = await response.text();
  expect([path, response.status < 300, text.slice(0, 300)]).toEqual([path, true, text.slice(0, 300)]);
  return text === '' ? null : JSON.parse(text);
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
