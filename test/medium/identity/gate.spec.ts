import type { Response } from 'supertest';
import { IdentityAtWork, problem, sameOrigin, type SignedInPerson } from './identity-at-work';

describe('the first gate', () => {
  let identity: IdentityAtWork;
  let person: SignedInPerson;
  beforeAll(async () => {
    identity = await IdentityAtWork.start({ trustedProxies: '' });
    person = await identity.person('administrator');
  });
  afterAll(() => identity.close());
  beforeEach(() => identity.sql('DELETE FROM http.rate_limit'));

  const change = (headers: Record<string, string>): Promise<string> =>
    identity
      .http()
      .post('/v1/clients')
      .set({ Cookie: person.cookie, ...headers })
      .send({})
      .then(problem);
  const passed = '400 invalid_request';

  it.each([
    [{ 'Sec-Fetch-Site': 'same-origin' }, passed],
    [{ 'Sec-Fetch-Site': 'same-site' }, '403 cross_site_request'],
    [{ 'Sec-Fetch-Site': 'cross-site' }, '403 cross_site_request'],
    [{ 'Sec-Fetch-Site': 'none' }, '403 cross_site_request'],
    [{ Origin: 'https://evil.example' }, '403 cross_site_request'],
    [{ Origin: 'null' }, '403 cross_site_request'],
    [{ Host: 'localhost:8080', Origin: 'http://localhost:8080' }, passed],
    [{ Host: 'localhost:8080', Origin: 'http://localhost:9090' }, '403 cross_site_request'],
    [{}, '403 cross_site_request'],
  ])('judges a change with %j', async (headers, expected) => {
    expect(await change(headers as Record<string, string>)).toBe(expected);
  });

  it('records what another site tried', async () => {
    await change({ 'Sec-Fetch-Site': 'cross-site' });
    expect((await identity.entries(person.id)).at(-1)).toMatchObject({
      type: 'access.denied',
      reason: 'cross_site_request',
      decision: 'deny',
    });
  });

  it('refuses reads for other sites', async () => {
    const read = (site: string): Promise<string> =>
      identity.http().get('/v1/people').set({ Cookie: person.cookie, 'Sec-Fetch-Site': site }).then(problem);
    expect([await read('cross-site'), await read('same-site')]).toEqual(Array(2).fill('403 cross_site_request'));
    expect([await read('same-origin'), await read('none')]).toEqual(['200', '200']);
  });

  it('refuses sign-ins that another site sends', async () => {
    const answer = await identity
      .http()
      .post('/v1/sessions')
      .set('Sec-Fetch-Site', 'cross-site')
      .send({ name: person.name, password: person.password });
    expect(problem(answer)).toBe('403 cross_site_request');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('refuses credentials over a plain line', async () => {
    const away = { ...sameOrigin, Host: 'vault.example' };
    const { http } = { http: () => identity.http() };
    const answers = [
      await http().post('/v1/sessions').set(away).send({ name: person.name, password: person.password }),
      await http()
        .get('/v1/people')
        .set({ ...away, Cookie: person.cookie }),
      await http().post('/v1/oauth/token').set(away).type('form').send({ grant_type: 'client_credentials' }),
      await http().post('/v1/setup').set(away).send({}),
      await http()
        .get('/v1/people')
        .set({ ...away, Authorization: 'Bearer x' }),
    ];
    expect(answers.map(problem)).toEqual(Array(5).fill('403 insecure_transport'));
    expect((answers[0]?.body as { detail: string }).detail).toContain('HTTPS');
  });

  it('does not believe headers of strangers', async () => {
    const claimed = { Host: 'vault.example', 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '198.51.100.1' };
    const answer = await identity
      .http()
      .post('/v1/sessions')
      .set({ ...sameOrigin, ...claimed })
      .send({ name: person.name, password: person.password });
    expect(problem(answer)).toBe('403 insecure_transport');
    for (const name of ['Remote-User', 'X-Remote-User', 'X-Forwarded-User', 'X-Auth-Request-User'])
      expect(problem(await identity.http().get('/v1/people').set(name, person.name))).toBe('401 unauthenticated');
  });

  it('says how often one may ask', async () => {
    const { headers } = await identity.as(person, 'get', '/v1/sessions');
    expect(headers['ratelimit-policy']).toBe('"person";q=1200;w=60');
    expect(headers['ratelimit']).toMatch(/^"person";r=\d+;t=\d+$/);
  });

  it('stops who asks without end', async () => {
    const answers: Response[] = [];
    // More than a minute's allowance at any speed: what is too slow for one window fills the next.
    for (let round = 0; round < 40 && answers.every(({ status }) => status !== 429); round += 1)
      answers.push(...(await Promise.all(Array.from({ length: 30 }, () => identity.http().get('/v1/sessions')))));
    const refused = answers.find(({ status }) => status === 429);
    expect(refused && problem(refused)).toBe('429 too_many_requests');
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('redirects nowhere', async () => {
    for (const path of ['/v1/sessions?continue=https://evil.example', '/v1/sessions?next=//evil.example']) {
      const { status, headers } = await identity.as(person, 'get', path);
      expect([status, headers['location']]).toEqual([200, undefined]);
    }
  });
});

describe('the first gate behind a proxy', () => {
  let identity: IdentityAtWork;
  beforeAll(async () => {
    identity = await IdentityAtWork.start({
      trustedProxies: '127.0.0.0/8, ::1/128',
      publicUrl: 'https://vault.example',
    });
  });
  afterAll(() => identity.close());

  it('believes the proxy that is named', async () => {
    const person = await identity.person('support_agent');
    const headers = { Host: 'inside:8080', 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '198.51.100.7' };
    const answer = await identity
      .http()
      .post('/v1/sessions')
      .set({ ...headers, Origin: 'https://vault.example' })
      .send({ name: person.name, password: person.password });
    expect(answer.status).toBe(201);
  });

  it('asks the proxy for the line, too', async () => {
    const answer = await identity
      .http()
      .post('/v1/sessions')
      .set({ ...sameOrigin, Host: 'vault.example', 'X-Forwarded-Proto': 'http' })
      .send({ name: 'x', password: 'y' });
    expect(problem(answer)).toBe('403 insecure_transport');
  });
});
