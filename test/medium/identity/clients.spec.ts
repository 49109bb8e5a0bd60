import type { Response } from 'supertest';
import type { Scope } from '../../../src/kernel';
import { Tokens } from '../../../src/trust/identity';
import { eventually } from '../../support/eventually';
import { IdentityAtWork, problem, type SignedInPerson } from './identity-at-work';

describe('client programs', () => {
  let identity: IdentityAtWork;
  let administrator: SignedInPerson;
  beforeAll(async () => {
    identity = await IdentityAtWork.start();
    administrator = await identity.person('administrator');
  });
  afterAll(() => identity.close());
  beforeEach(() => identity.sql('DELETE FROM http.rate_limit'));

  interface Made {
    id: string;
    secret: string;
  }
  let made = 0;
  const client = async (...scopes: Scope[]): Promise<Made> => {
    const response = await identity
      .as(administrator, 'post', '/v1/clients')
      .send({ name: `program ${(made += 1)}`, scopes });
    if (response.status !== 201) throw new Error(response.text);
    return response.body as Made;
  };
  const ask = ({ id, secret }: Made, form: Record<string, string> = {}): Promise<Response> =>
    identity
      .http()
      .post('/v1/oauth/token')
      .type('form')
      .auth(id, secret)
      .send({ grant_type: 'client_credentials', ...form })
      .then();
  const tokenOf = (response: Response): string => (response.body as { access_token: string }).access_token;
  const use = (token: string): Promise<Response> =>
    identity.http().get('/v1/sessions').set('Authorization', `Bearer ${token}`).then();

  it('show their secret once and keep a hash', async () => {
    const { id, secret } = await client('media:read');
    expect(secret).toMatch(/^strongroom_secret_\w{49}$/);
    const list = await identity.as(administrator, 'get', '/v1/clients?limit=200');
    expect(list.text).toContain(id);
    expect(list.text).not.toContain('strongroom_secret_');
    const rows: unknown[] = await identity.log.databases.audit.dataSource.query('SELECT * FROM audit.pending');
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(await identity.types(id)).toEqual(['client.created']);
  });

  it('get a bearer token by header or form', async () => {
    const { id, secret } = await client('media:read', 'media:list');
    const byHeader = await ask({ id, secret });
    expect(byHeader.status).toBe(200);
    expect(byHeader.body).toMatchObject({ token_type: 'Bearer', expires_in: 900, scope: 'media:read media:list' });
    expect(byHeader.headers['cache-control']).toBe('no-store');
    const byForm = await identity
      .http()
      .post('/v1/oauth/token')
      .type('form')
      .send({ grant_type: 'client_credentials', client_id: id, client_secret: secret });
    expect(tokenOf(byForm)).toMatch(/^strongroom_token_\w{49}$/);
    expect(await identity.types(id)).toContain('client.token.issued');
  });

  it('are known by their token', async () => {
    const program = await client('media:read');
    const actor = await identity.app.get(Tokens).identify(tokenOf(await ask(program)));
    expect(actor).toMatchObject({ kind: 'client', id: program.id, roles: [], scopes: ['media:read'] });
  });

  it('reach nothing that is for people', async () => {
    const token = tokenOf(await ask(await client('media:read', 'audit:read')));
    for (const path of ['/v1/sessions', '/v1/people', '/v1/clients'])
      expect(problem(await identity.http().get(path).set('Authorization', `Bearer ${token}`))).toBe('403 forbidden');
    const widen = identity.http().post('/v1/clients').set('Authorization', `Bearer ${token}`);
    expect(problem(await widen.send({ name: 'wider', scopes: ['media:write'] }))).toBe('403 forbidden');
  });

  it.each(['audit:read', 'media:read audit:read', 'media:*', 'administrator'])('never widen to %s', async (scope) => {
    const program = await client('media:read');
    expect(problem(await ask(program, { scope }))).toBe('422 invalid_scope');
    expect((await identity.entries(program.id)).at(-1)).toMatchObject({
      type: 'client.token.denied',
      reason: 'invalid_scope',
      actor: { kind: 'client', id: program.id },
    });
  });

  it('may ask for less', async () => {
    const response = await ask(await client('media:read', 'media:list'), { scope: 'media:list' });
    expect(response.body).toMatchObject({ scope: 'media:list' });
  });

  it.each([
    ['scopes', ['admin']],
    ['scopes', []],
    ['scopes', ['media:read', 'media:read']],
    ['name', ''],
    ['expiresAt', '2020-01-01T00:00:00Z'],
    ['expiresAt', '2999-01-01T00:00:00Z'],
    ['roles', ['administrator']],
  ])('are not made with %s %j', async (member, value) => {
    const body = { name: 'odd', scopes: ['media:read'], [member]: value };
    expect(problem(await identity.as(administrator, 'post', '/v1/clients').send(body))).toBe('400 invalid_request');
  });

  it('fail alike whatever is wrong', async () => {
    const program = await client('media:read');
    const other = await client('media:read');
    const answers = [
      await ask({ ...program, secret: other.secret }),
      await ask({ ...program, secret: 'x' }),
      await ask({ id: '00000000-0000-4000-8000-00000000dead', secret: program.secret }),
      await ask({ id: 'no-id', secret: 'x' }),
      await identity.http().post('/v1/oauth/token').type('form').send({ grant_type: 'client_credentials' }),
    ];
    expect(answers.map(problem)).toEqual(Array(5).fill('401 invalid_client'));
    expect(new Set(answers.map(({ body }) => (body as { detail: string }).detail)).size).toBe(1);
  });

  it('are slowed down after many failures', async () => {
    const program = await client('media:read');
    await ask({ ...program, secret: 'x' });
    await identity.attempted(60);
    const answer = problem(await ask({ ...program, secret: 'x' }));
    expect(answer).toBe('429 too_many_requests');
    expect(problem(await ask(program))).toBe('429 too_many_requests');
  });

  it('get no token by another grant type', async () => {
    const program = await client('media:read');
    for (const grant_type of ['password', 'authorization_code', 'refresh_token', ''])
      expect(problem(await ask(program, { grant_type }))).toBe('400 invalid_request');
  });

  it('are revoked with their tokens and streams', async () => {
    const program = await client('media:read');
    const token = tokenOf(await ask(program));
    const actor = await identity.app.get(Tokens).identify(token);
    const signal = identity.sessions.watch(actor?.sessionId ?? '');
    expect((await identity.as(administrator, 'delete', `/v1/clients/${program.id}`)).status).toBe(204);
    expect(problem(await use(token))).toBe('401 unauthenticated');
    expect(problem(await ask(program))).toBe('401 invalid_client');
    await eventually(() => expect(signal.aborted).toBe(true));
    expect(await identity.types(program.id)).toContain('client.removed');
  });

  it('end with their time', async () => {
    const program = await client('media:read');
    const token = tokenOf(await ask(program));
    await identity.sql("UPDATE identity.client SET expires_at = now() - interval '1 second' WHERE id = $1", [
      program.id,
    ]);
    expect(problem(await use(token))).toBe('401 unauthenticated');
    expect(problem(await ask(program))).toBe('401 invalid_client');
  });

  it('need a new token after fifteen minutes', async () => {
    const program = await client('media:read');
    const token = tokenOf(await ask(program));
    await identity.sql("UPDATE identity.token SET expires_at = now() - interval '1 second' WHERE client_id = $1", [
      program.id,
    ]);
    expect(problem(await use(token))).toBe('401 unauthenticated');
  });

  it('are made by administrators alone', async () => {
    for (const role of ['compliance_officer', 'key_administrator', 'support_agent'] as const) {
      const actor = await identity.person(role);
      const attempt = identity.as(actor, 'post', '/v1/clients').send({ name: role, scopes: ['media:read'] });
      expect(problem(await attempt)).toBe('403 forbidden');
      await expect(
        identity.clients.createClient(actor.context, { name: role, scopes: ['media:read'] }),
      ).rejects.toMatchObject({ code: 'forbidden' });
      expect((await identity.entries(actor.id)).at(-1)).toMatchObject({ type: 'account.denied', reason: 'role' });
    }
  });

  it('are paged without gaps', async () => {
    const all = (await identity.as(administrator, 'get', '/v1/clients?limit=200')).body as { items: Made[] };
    const ids: string[] = [];
    for (let cursor: string | null = null; ;) {
      const query = `limit=2${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
      const page = (await identity.as(administrator, 'get', `/v1/clients?${query}`)).body as {
        items: Made[];
        next: string | null;
      };
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.next;
      if (cursor === null) break;
    }
    expect(ids).toEqual(all.items.map(({ id }) => id));
  });
});
