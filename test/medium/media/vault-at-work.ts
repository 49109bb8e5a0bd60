import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request, { type Response, type Test } from 'supertest';
import { AppModule } from '../../../src/app.module';
import { auditOptions } from '../../../src/composition/audit-options';
import { initialise } from '../../../src/composition/initialise';
import { newId, type Role, type Scope, systemContext } from '../../../src/kernel';
import { prepareApp } from '../../../src/platform/http';
import { OBJECT_STORE, type ObjectStore } from '../../../src/platform/objects';
import { loadPolicyData, Settings } from '../../../src/platform/settings';
import { Clients, People } from '../../../src/trust/identity';
import { patientWaitMs } from '../../support/audit-log';
import { eventually } from '../../support/eventually';
import { type TestDatabases, testDatabases } from '../../support/vault-database';

/** Somebody who asks: headers that say who. */
export interface Caller {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** One leaf's event, as sealed. */
export interface SealedEvent {
  readonly type: string;
  readonly actor: { readonly kind: string; readonly id: string; readonly role: string | null };
  readonly obj: {
    readonly media: string | null;
    readonly object: string | null;
    readonly sha256: string | null;
  } | null;
  readonly subj: string | null;
  readonly ticket: { readonly sys: string; readonly id: string } | null;
  readonly purpose: string | null;
  readonly grant: string | null;
  readonly decision: string;
  readonly reason: string | null;
  readonly range: string | null;
  readonly bytes: number | null;
  readonly pa: string | null;
  readonly ps: string | null;
}

const password = 'seven brown kettles sing';
const sameOrigin = { 'Sec-Fetch-Site': 'same-origin' };

/** The whole vault in this process: its own databases, folder and store, behind its real routes and gates. */
export class VaultAtWork {
  private constructor(
    readonly app: NestExpressApplication,
    readonly databases: TestDatabases,
    readonly folder: string,
  ) {}

  static async start(change: Partial<Settings> = {}): Promise<VaultAtWork> {
    const folder = mkdtempSync(join(tmpdir(), 'strongroom-media-'));
    return VaultAtWork.startOn(folder, await testDatabases(), change);
  }

  /** The same on a data folder and databases that are there, as after a restart or a restore. */
  static async startOn(folder: string, databases: TestDatabases, change: Partial<Settings> = {}): Promise<VaultAtWork> {
    const settings = Object.assign(new Settings(), {
      dataDir: folder,
      logLevel: 'silent',
      openerThreads: 0,
      auditWaitMs: patientWaitMs,
      ...change,
    });
    const policy = loadPolicyData('config');
    const installation = await initialise(folder);
    const audit = await auditOptions(settings, policy, installation);
    const module = AppModule.with({ settings, policy, installation, databases, audit });
    const app = await NestFactory.create<NestExpressApplication>(module, {
      bodyParser: false,
      logger: false,
      abortOnError: false,
    });
    prepareApp(app);
    await app.listen(0, '127.0.0.1');
    return new VaultAtWork(app, databases, folder);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.databases.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get port(): number {
    return (this.app.getHttpServer().address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get store(): ObjectStore {
    return this.app.get<ObjectStore>(OBJECT_STORE);
  }

  http(caller: Caller, method: 'get' | 'post' | 'put' | 'patch' | 'delete' | 'head', path: string): Test {
    return request(this.url)[method](path).set(caller.headers);
  }

  /** A person with these roles, signed in. */
  async person(...roles: Role[]): Promise<Caller> {
    await this.sql('DELETE FROM http.rate_limit');
    const name = `p-${newId().slice(0, 13)}`;
    const made = await this.app.get(People).createPerson(systemContext('test'), { name, displayName: 'Test', roles });
    const first = await this.#signIn(name, made.oneTimePassword);
    const changed = await request(this.url)
      .put('/v1/account/password')
      .set({ ...sameOrigin, Cookie: cookieOf(first) })
      .send({ current: made.oneTimePassword, next: password });
    return { id: made.id, headers: { ...sameOrigin, Cookie: cookieOf(changed) } };
  }

  /** A client program with these scopes, and a token. */
  async program(...scopes: Scope[]): Promise<Caller> {
    const { id, secret } = await this.app
      .get(Clients)
      .createClient(systemContext('test'), { name: `c-${newId()}`, scopes });
    const token = await request(this.url)
      .post('/v1/oauth/token')
      .type('form')
      .send({ grant_type: 'client_credentials', client_id: id, client_secret: secret });
    return { id, headers: { Authorization: `Bearer ${(token.body as { access_token: string }).access_token}` } };
  }

  /** An open ticket of the vault's own list. */
  async ticket(
    word: { assignee?: string; purpose?: string; status?: 'open' | 'closed'; subject?: string } = {},
  ): Promise<string> {
    const helpdesk = await this.#helpdesk();
    const id = `T-${newId().slice(0, 8)}`;
    const answer = await this.http(helpdesk, 'put', `/v1/tickets/own/${id}`).send({
      status: 'open',
      purpose: 'kyc_review',
      ...word,
    });
    if (answer.status > 201) throw new Error(`no ticket: ${answer.text}`);
    return id;
  }

  /** The sealed events that name this id anywhere, oldest first; waits until everything pending is sealed. */
  async events(about?: string): Promise<SealedEvent[]> {
    await eventually(async () =>
      expect(await this.audit<{ n: number }>('SELECT count(*)::int AS n FROM audit.pending')).toEqual([{ n: 0 }]),
    );
    const rows = await this.audit<{ body: Buffer }>('SELECT body FROM audit.leaf ORDER BY n');
    const bodies = rows.map(({ body }) => body.toString());
    return bodies
      .filter((body) => about === undefined || body.includes(about))
      .map((body) => (JSON.parse(body) as { e: SealedEvent }).e);
  }

  async sql<Row>(statement: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.databases.vault.transaction({ actor: systemContext('test').actor }, (tx) =>
      tx.query<Row>(statement, parameters),
    );
  }

  async audit<Row>(statement: string): Promise<Row[]> {
    return this.databases.audit.dataSource.query<Row[]>(statement);
  }

  /** How many rows stand for received things: none may be left half. */
  async counts(): Promise<{ media: number; objects: number }> {
    const [row] = await this.sql<{ n: number }>('SELECT count(*)::int AS n FROM records.media');
    let objects = 0;
    for await (const object of this.store.list('')) objects += object.size > 0 ? 1 : 0;
    return { media: row?.n ?? -1, objects };
  }

  /** Waits until an intake has begun that is neither finished nor given up. */
  async intakeBegun(): Promise<void> {
    await eventually(async () =>
      expect(
        await this.sql('SELECT 1 FROM records.media_reservation WHERE finished_at IS NULL AND abandoned_at IS NULL'),
      ).not.toEqual([]),
    );
  }

  #desk: Promise<Caller> | null = null;

  #helpdesk(): Promise<Caller> {
    return (this.#desk ??= this.program('tickets:write'));
  }

  #signIn(name: string, secret: string): Promise<Response> {
    return request(this.url).post('/v1/sessions').set(sameOrigin).send({ name, password: secret }).then();
  }
}

/** Status and code of an answer. */
export function told({ status, body }: Response): string {
  return `${status} ${(body as { code?: string }).code ?? ''}`.trim();
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function cookieOf(response: Response): string {
  const cookies: unknown = response.headers['set-cookie'];
  if (!Array.isArray(cookies)) throw new Error(`no cookie: ${response.status} ${response.text}`);
  return String(cookies[0]).replace(/;.*/, '');
}

/** Facts of a raw body that releases a JPEG passport. */
export function factsFor(
  ticket: string,
  change: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> {
  const facts: Record<string, string | undefined> = {
    'Content-Type': 'image/jpeg',
    'Vault-Ticket': `own/${ticket}`,
    'Vault-Class': 'passport',
    'Vault-Jurisdiction': 'DE',
    'Vault-Legal-Basis': 'contract',
    'Content-Disposition': 'attachment; filename="passport.jpg"',
    ...change,
  };
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
