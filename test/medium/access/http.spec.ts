import { type CanActivate, Controller, type ExecutionContext, Get } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import type { Request } from 'express';
import request from 'supertest';
import { type Actor, newId } from '../../../src/kernel';
import { DatabaseModule } from '../../../src/platform/database';
import { Can, HttpModule, identify, NotAudited, prepareApp, Public } from '../../../src/platform/http';
import { JobsModule } from '../../../src/platform/jobs';
import { LoggingModule } from '../../../src/platform/logging';
import { NotificationsModule } from '../../../src/platform/notifications';
import { InstallationModule, loadSettings, SettingsModule } from '../../../src/platform/settings';
import { SubjectsModule } from '../../../src/records/subjects';
import { TicketsModule } from '../../../src/records/tickets';
import { AccessGuard, AccessModule } from '../../../src/trust/access';
import { AuditModule } from '../../../src/trust/audit';
import { KeyCustodyModule, KeysModule } from '../../../src/trust/keys';
import { person, program } from '../../support/actors';
import { logOptions } from '../../support/audit-log';
import { testDatabases, type TestDatabases } from '../../support/vault-database';
import { newInstallation, removeInstallation } from '../keys/keys-at-work';
import { inHours, policyData } from './access-at-work';

const actors = new Map<string, Actor>();

/** Stands in for signing in: the header names one of the test's actors. */
class NamedActor implements CanActivate {
  canActivate(host: ExecutionContext): boolean {
    const incoming = host.switchToHttp().getRequest<Request>();
    const actor = actors.get(incoming.get('x-actor') ?? '');
    if (actor !== undefined) identify(incoming, actor, { ip: '203.0.113.9', userAgent: 'test' });
    return true;
  }
}

@Controller('v1/probe')
class ProbeController {
  @Get('silent')
  silent(): string {
    return 'open';
  }

  @Get('misspelt')
  @Can('raed', 'Ticket')
  @NotAudited('a probe')
  misspelt(): string {
    return 'open';
  }

  @Get('public')
  @Public('a probe')
  @NotAudited('a probe')
  open(): string {
    return 'open';
  }
}

describe('over HTTP', () => {
  let databases: TestDatabases;
  let app: NestExpressApplication;
  const installation = newInstallation();

  beforeAll(async () => {
    databases = await testDatabases();
    const testing = await Test.createTestingModule({
      imports: [
        SettingsModule.with(loadSettings({ STRONGROOM_LOG_LEVEL: 'silent' }), policyData),
        InstallationModule.with(await installation),
        LoggingModule,
        DatabaseModule.with(databases),
        HttpModule,
        JobsModule,
        NotificationsModule,
        KeyCustodyModule,
        AuditModule.with(logOptions()),
        KeysModule,
        AccessModule,
        SubjectsModule,
        TicketsModule,
      ],
      controllers: [ProbeController],
      providers: [
        { provide: APP_GUARD, useClass: NamedActor },
        { provide: APP_GUARD, useExisting: AccessGuard },
      ],
    }).compile();
    app = testing.createNestApplication<NestExpressApplication>({ bodyParser: false });
    prepareApp(app);
    await app.init();
  });
  afterAll(async () => {
    await app.close();
    await databases.close();
    removeInstallation(await installation);
  });

  function named(actor: Actor): string {
    actors.set(actor.id, actor);
    return actor.id;
  }
  const helpdesk = named(program(['tickets:write']));
  const officer = named(person(['compliance_officer']));
  const dpo = named(person(['dpo']));
  const api = () => request(app.getHttpServer());
  const denials = async (actor: string): Promise<string[]> => {
    const rows: { event: string }[] = await databases.audit.dataSource.query(
      `SELECT event FROM audit.pending UNION ALL SELECT convert_from(body, 'UTF8') FROM audit.leaf`,
    );
    return rows.map(({ event }) => event).filter((event) => event.includes(actor) && event.includes('"access.denied"'));
  };

  it('nobody comes in without a name', async () => {
    const answer = await api().get('/v1/tickets');
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([401, 'unauthenticated']);
  });

  it('a role without the right is refused and recorded', async () => {
    const administrator = named(person(['administrator']));
    const answer = await api().get('/v1/tickets').set('x-actor', administrator);
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([403, 'forbidden']);
    expect(await denials(administrator)).toHaveLength(1);
  });

  it.each(['silent', 'misspelt'])('a %s route lets nobody in', async (route) => {
    expect((await api().get(`/v1/probe/${route}`).set('x-actor', officer)).status).toBe(403);
  });

  it('a public route lets anybody in', async () => {
    expect((await api().get('/v1/probe/public')).text).toBe('open');
  });

  it('a ticket is put, read and changed by its ETag', async () => {
    const path = '/v1/tickets/own/A-100';
    const body = { status: 'open', purpose: 'support' };
    const made = await api().put(path).set('x-actor', helpdesk).send(body);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ system: 'own', id: 'A-100', assignee: null, subject: null, ...body });
    const etag = made.get('ETag') ?? '';
    expect((await api().put(path).set('x-actor', helpdesk).send(body)).status).toBe(200);
    expect((await api().get(path).set('x-actor', officer).set('If-None-Match', etag)).status).toBe(304);
    const change = { ...body, purpose: 'complaint' };
    expect((await api().put(path).set('x-actor', helpdesk).send(change)).status).toBe(428);
    expect((await api().put(path).set('x-actor', helpdesk).set('If-Match', '"x"').send(change)).status).toBe(412);
    const changed = await api().put(path).set('x-actor', helpdesk).set('If-Match', etag).send(change);
    expect([changed.status, changed.get('ETag') === etag]).toEqual([200, false]);
    expect((await api().get('/v1/tickets?purpose=complaint').set('x-actor', officer)).body).toMatchObject({
      items: [{ id: 'A-100' }],
      next: null,
    });
  });

  it.each([
    ['/v1/tickets/jira/A-1', { status: 'open', purpose: 'support' }, 400],
    ['/v1/tickets/own/A-1', { status: 'half', purpose: 'support' }, 400],
    ['/v1/tickets/own/A-1', { status: 'open', purpose: 'support', owner: 'x' }, 400],
    ['/v1/tickets/own/A-1', { status: 'open', purpose: { $ne: '' } }, 400],
    ['/v1/tickets/own/A-1', { status: 'open', purpose: 'curiosity' }, 422],
    ['/v1/tickets/own/jo%40example.org', { status: 'open', purpose: 'support' }, 422],
    ['/v1/tickets/own/A%0d%0aX', { status: 'open', purpose: 'support' }, 400],
  ])('PUT %s with %o answers its status', async (path, body, status) => {
    expect((await api().put(path).set('x-actor', helpdesk).send(body)).status).toBe(status);
  });

  it.each(['?limit=0', '?limit=abc', '?status=half', '?cursor=AAAA', '?assignee=1', '?sort=id', '?assignee[role]=x'])(
    'a list with %s is refused',
    async (query) => {
      expect((await api().get(`/v1/tickets${query}`).set('x-actor', officer)).status).toBe(400);
    },
  );

  it('subjects are made, found and merged', async () => {
    const post = (path: string, actor: string, body: object) => api().post(path).set('x-actor', actor).send(body);
    const phone = { kind: 'phone', value: '+49 170 9999991' };
    const made = await post('/v1/subjects', helpdesk, { identifiers: [phone] });
    expect(made.status).toBe(201);
    const { id } = made.body as { id: string };
    expect((await post('/v1/subjects/search', dpo, phone)).body).toMatchObject({ items: [{ id }], next: null });
    const { id: other } = (await post('/v1/subjects', helpdesk, { identifiers: [] })).body as { id: string };
    expect((await post(`/v1/subjects/${other}/identifiers`, helpdesk, phone)).status).toBe(409);
    expect((await post(`/v1/subjects/${other}/merge`, dpo, { into: id })).body).toMatchObject({ id });
    expect((await api().get(`/v1/subjects/${other}`).set('x-actor', dpo)).body).toMatchObject({ mergedInto: id });
  });

  it('foreign ids and no ids answer alike', async () => {
    const agent = named(person(['support_agent']));
    const made = await api().post('/v1/subjects').set('x-actor', helpdesk).send({ identifiers: [] });
    const { id } = made.body as { id: string };
    const shown = [];
    for (const wanted of [id, newId(), 'not-an-id']) {
      const answer = await api().get(`/v1/subjects/${wanted}`).set('x-actor', agent);
      shown.push({ ...(answer.body as object), status: answer.status, traceId: '' });
    }
    expect(shown[0]).toMatchObject({ status: 404, code: 'not_found' });
    expect(new Set(shown.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it('a grant is asked for, given, shown and revoked', async () => {
    const agent = named(person(['support_agent']));
    const terms = {
      ticket: { system: 'own', id: 'G-1' },
      purpose: 'support',
      rendition: 'original',
      expiresAt: inHours(4).toISOString(),
    };
    await api().put('/v1/tickets/own/G-1').set('x-actor', helpdesk).send({ status: 'open', purpose: 'support' });
    const asked = await api().post('/v1/grants').set('x-actor', agent).send(terms);
    expect(asked.body).toMatchObject({ state: 'requested', actor: agent, ...terms, viewsUsed: 0 });
    const path = `/v1/grants/${(asked.body as { id: string }).id}`;
    expect((await api().post(`${path}/approval`).set('x-actor', agent).send({})).status).toBe(403);
    const given = await api().post(`${path}/approval`).set('x-actor', officer).send({});
    expect([given.status, (given.body as { state: string }).state]).toEqual([200, 'active']);
    expect((await api().get('/v1/grants?state=active').set('x-actor', agent)).body).toMatchObject({
      items: [{ state: 'active' }],
    });
    const ended = await api().post(`${path}/revocation`).set('x-actor', officer).send({});
    expect((ended.body as { state: string }).state).toBe('revoked');
    expect((await api().post(`${path}/revocation`).set('x-actor', officer).send({})).status).toBe(409);
    expect((await api().post(`/v1/grants/${newId()}/revocation`).set('x-actor', officer).send({})).status).toBe(404);
  });

  it.each([
    [{ expiresAt: 'soon' }],
    [{ rendition: 'masked' }],
    [{ ticket: 'G-1' }],
    [{ ticket: { system: "own'--", id: 'G-1' } }],
    [{ maxViews: 0 }],
    [{ actor: 'me' }],
    [{ state: 'active' }],
  ])('a grant with %o is refused', async (wrong) => {
    const agent = named(person(['support_agent']));
    const terms = {
      ticket: { system: 'own', id: 'G-1' },
      purpose: 'support',
      rendition: 'original',
      expiresAt: inHours(4).toISOString(),
      ...wrong,
    };
    expect((await api().post('/v1/grants').set('x-actor', agent).send(terms)).status).toBe(400);
  });
});
