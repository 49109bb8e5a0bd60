import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import request, { type Response } from 'supertest';
import { newId, type RequestContext, type Role, systemContext } from '../../../src/kernel';
import { DatabaseModule } from '../../../src/platform/database';
import { HttpModule, prepareApp } from '../../../src/platform/http';
import { JobsModule } from '../../../src/platform/jobs';
import { Log, LoggingModule } from '../../../src/platform/logging';
import { loadPolicyData, Settings, SettingsModule } from '../../../src/platform/settings';
import { AccessGuard, AccessModule } from '../../../src/trust/access';
import { Audit } from '../../../src/trust/audit';
import { AuthGuard, Clients, IdentityModule, People, Sessions, Setup } from '../../../src/trust/identity';
import { silent, type TestLog, testLog } from '../../support/audit-log';

/** One event as it waits for the log. */
export interface Event {
  readonly type: string;
  readonly actor: { kind: string; id: string; role: string | null; sess: string | null };
  readonly obj: { object: string | null; part: string | null } | null;
  readonly decision: string;
  readonly reason: string | null;
}

/** A person with a password of their own, and the cookie of an open session. */
export interface SignedInPerson {
  readonly id: string;
  readonly name: string;
  readonly password: string;
  readonly cookie: string;
  readonly sessionId: string;
  readonly context: RequestContext;
}

export const goodPassword = 'seven brown kettles sing';
export const sameOrigin = { 'Sec-Fetch-Site': 'same-origin' };

/** Identity behind its routes, with real databases, a real queue of entries and the real gates. */
export class IdentityAtWork {
  private constructor(
    readonly app: NestExpressApplication,
    readonly log: TestLog,
  ) {}

  static async start(change: Partial<Settings> = {}): Promise<IdentityAtWork> {
    const log = await testLog();
    const settings = Object.assign(new Settings(), { logLevel: 'silent', ...change });
    const { vault, audit, keystore } = log.databases;

    @Global()
    @Module({ providers: [{ provide: Audit, useValue: log.audit }], exports: [Audit] })
    class TestAuditModule {}

    const testing = await Test.createTestingModule({
      imports: [
        SettingsModule.with(settings, loadPolicyData('config')),
        LoggingModule,
        DatabaseModule.with({ vault, audit, keystore }),
        HttpModule,
        JobsModule,
        TestAuditModule,
        AccessModule,
        IdentityModule,
      ],
      providers: [
        { provide: APP_GUARD, useExisting: AuthGuard },
        { provide: APP_GUARD, useExisting: AccessGuard },
      ],
    })
      .overrideProvider(Log)
      .useValue(silent)
      .compile();
    const app = testing.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
    prepareApp(app);
    await app.init();
    return new IdentityAtWork(app, log);
  }

  get people(): People {
    return this.app.get(People);
  }

  get clients(): Clients {
    return this.app.get(Clients);
  }

  get sessions(): Sessions {
    return this.app.get(Sessions);
  }

  get setup(): Setup {
    return this.app.get(Setup);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.log.close();
  }

  http(): ReturnType<typeof request> {
    return request(this.app.getHttpServer());
  }

  signIn(name: string, password: string): Promise<Response> {
    return this.http().post('/v1/sessions').set(sameOrigin).send({ name, password }).then();
  }

  /** Makes a person with these roles who has set a password and is signed in. */
  async person(...roles: Role[]): Promise<SignedInPerson> {
    const name = `p-${newId().slice(0, 13)}`;
    const made = await this.people.createPerson(systemContext('test'), { name, displayName: 'Test Person', roles });
    const first = await this.signIn(name, made.oneTimePassword);
    const changed = await this.http()
      .put('/v1/account/password')
      .set({ ...sameOrigin, Cookie: cookieOf(first) })
      .send({ current: made.oneTimePassword, next: goodPassword });
    if (changed.status !== 200) throw new Error(`the password was refused: ${changed.text}`);
    return this.signedIn(made.id, name, roles, changed);
  }

  /** Opens a further session of that person. */
  async again({ id, name, password, context }: SignedInPerson): Promise<SignedInPerson> {
    return this.signedIn(id, name, [...context.actor.roles], await this.signIn(name, password));
  }

  /** A request under a person's cookie, as the console sends it. */
  as(person: SignedInPerson, method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string): request.Test {
    return this.http()
      [method](path)
      .set({ ...sameOrigin, Cookie: person.cookie });
  }

  /** What waits for the log, in order; `about` keeps those that name this id anywhere. */
  async entries(about?: string): Promise<Event[]> {
    const rows: { event: string }[] = await this.log.databases.audit.dataSource.query(
      'SELECT event FROM audit.pending ORDER BY id',
    );
    return rows
      .filter(({ event }) => about === undefined || event.includes(about))
      .map(({ event }) => JSON.parse(event) as Event);
  }

  async types(about: string): Promise<string[]> {
    return (await this.entries(about)).map(({ type }) => type);
  }

  /** Changes rows behind the program's back, as time would. */
  async sql(statement: string, parameters: unknown[] = []): Promise<void> {
    await this.log.databases.vault.dataSource.query(statement, parameters);
  }

  /** As if so many attempts had been counted since the first one. */
  async attempted(times: number): Promise<void> {
    await this.sql('UPDATE http.rate_limit SET points = $1', [times]);
  }

  private signedIn(id: string, name: string, roles: Role[], response: Response): SignedInPerson {
    const sessionId = (response.body as { id: string }).id;
    const actor = { kind: 'user' as const, id, roles, scopes: [], sessionId, amr: ['pwd'] };
    const context = { actor, origin: { ip: '203.0.113.9', userAgent: 'test' }, traceId: 'test' };
    return { id, name, password: goodPassword, cookie: cookieOf(response), sessionId, context };
  }
}

/** The cookie that an answer sets, as a browser would send it back. */
export function cookieOf(response: Response): string {
  const [cookie] = (response.headers['set-cookie'] ?? []) as unknown as string[];
  if (cookie === undefined) throw new Error(`no cookie: ${response.status} ${response.text}`);
  return cookie.split(';')[0] ?? '';
}

/** Status and code of a problem. */
export function problem(response: Response): string {
  return `${response.status} ${(response.body as { code?: string }).code ?? ''}`.trim();
}
