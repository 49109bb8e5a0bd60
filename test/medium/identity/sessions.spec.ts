import { systemContext } from '../../../src/kernel';
import { eventually } from '../../support/eventually';
import { cookieOf, goodPassword, IdentityAtWork, problem, sameOrigin } from './identity-at-work';

describe('sessions', () => {
  let identity: IdentityAtWork;
  beforeAll(async () => (identity = await IdentityAtWork.start()));
  afterAll(() => identity.close());
  beforeEach(() => identity.sql('DELETE FROM http.rate_limit'));

  it('a sign-in sets a host-bound cookie', async () => {
    const person = await identity.person('support_agent');
    const response = await identity.signIn(person.name, person.password);
    expect(response.status).toBe(201);
    const [cookie] = response.headers['set-cookie'] as unknown as string[];
    expect(cookie).toMatch(/^__Host-strongroom=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  });

  it('a sign-in says who and until when', async () => {
    const person = await identity.person('support_agent');
    const { body } = (await identity.signIn(person.name.toUpperCase(), person.password)) as unknown as {
      body: Record<string, unknown>;
    };
    expect(body).toMatchObject({
      actor: { kind: 'user', id: person.id, name: person.name, displayName: 'Test Person', roles: ['support_agent'] },
      mustChangePassword: false,
      idleMinutes: 15,
    });
    expect(JSON.stringify(body)).not.toContain('token');
  });

  it('the database keeps no session secret', async () => {
    const { cookie, sessionId } = await identity.person('support_agent');
    const rows: unknown[] = await identity.log.databases.vault.dataSource.query(
      'SELECT s.*, encode(token_hash, $2) FROM identity.session s WHERE id = $1',
      [sessionId, 'escape'],
    );
    expect(JSON.stringify(rows)).not.toContain(cookie.split('=')[1]);
  });

  it('a sign-in leaves an entry', async () => {
    const person = await identity.person('support_agent');
    const [last] = (await identity.entries(person.sessionId)).slice(-1);
    expect(last).toMatchObject({
      type: 'session.opened',
      decision: 'allow',
      actor: { kind: 'user', id: person.id, sess: person.sessionId },
    });
  });

  it('nobody without a session gets in', async () => {
    expect(problem(await identity.http().get('/v1/sessions'))).toBe('401 unauthenticated');
    const forged = await identity
      .http()
      .get('/v1/sessions')
      .set('Cookie', `__Host-strongroom=${'A'.repeat(43)}`);
    expect(problem(forged)).toBe('401 session_expired');
  });

  it('signing out ends the session', async () => {
    const person = await identity.person('support_agent');
    expect((await identity.as(person, 'delete', '/v1/sessions/current')).status).toBe(204);
    expect(problem(await identity.as(person, 'get', '/v1/sessions/current'))).toBe('401 session_expired');
    expect(await identity.types(person.sessionId)).toContain('session.closed');
  });

  it('signing in again replaces the old session', async () => {
    const person = await identity.person('support_agent');
    const response = await identity
      .http()
      .post('/v1/sessions')
      .set({ ...sameOrigin, Cookie: person.cookie })
      .send({ name: person.name, password: person.password });
    expect(cookieOf(response)).not.toBe(person.cookie);
    expect(problem(await identity.as(person, 'get', '/v1/sessions/current'))).toBe('401 session_expired');
    expect(await identity.types(person.sessionId)).toContain('session.closed');
  });

  it('people see their own sessions only', async () => {
    const [one, other] = [await identity.person('support_agent'), await identity.person('support_agent')];
    const second = await identity.again(one);
    const list = (await identity.as(one, 'get', '/v1/sessions')).body as { items: { id: string; current: boolean }[] };
    expect(list.items.map(({ id }) => id).sort()).toEqual([one.sessionId, second.sessionId].sort());
    expect(list.items.find(({ current }) => current)?.id).toBe(one.sessionId);
    expect(JSON.stringify(list)).not.toContain(other.sessionId);
  });

  it('people end their own other sessions', async () => {
    const one = await identity.person('support_agent');
    const second = await identity.again(one);
    expect((await identity.as(one, 'delete', `/v1/sessions/${second.sessionId}`)).status).toBe(204);
    expect(problem(await identity.as(second, 'get', '/v1/sessions'))).toBe('401 session_expired');
    expect((await identity.as(one, 'get', '/v1/sessions')).status).toBe(200);
  });

  it("another person's session is as good as absent", async () => {
    const [one, other] = [await identity.person('support_agent'), await identity.person('support_agent')];
    for (const id of [other.sessionId, '00000000-0000-4000-8000-00000000dead', 'not-an-id', "' OR 1=1--"])
      expect(problem(await identity.as(one, 'delete', `/v1/sessions/${encodeURIComponent(id)}`))).toBe('404 not_found');
    expect((await identity.as(other, 'get', '/v1/sessions')).status).toBe(200);
    const denied = (await identity.entries(other.sessionId)).find(({ decision }) => decision === 'deny');
    expect(denied).toMatchObject({ type: 'session.denied', reason: 'not_found', actor: { id: one.id } });
  });

  it.each([
    ['idle', "touched_at = now() - interval '15 minutes 1 second'"],
    ['expired', "expires_at = now() - interval '1 second'"],
  ])('a session ends when %s', async (reason, change) => {
    const person = await identity.person('support_agent');
    await identity.sql(`UPDATE identity.session SET ${change} WHERE id = $1`, [person.sessionId]);
    expect(problem(await identity.as(person, 'get', '/v1/sessions'))).toBe('401 session_expired');
    await identity.sessions.sweep();
    expect((await identity.entries(person.sessionId)).at(-1)).toMatchObject({ type: 'session.expired', reason });
  });

  it('use puts idleness off, at most twice a minute', async () => {
    const person = await identity.person('support_agent');
    const touched = async (): Promise<number> => {
      const [row]: { age: number }[] = await identity.log.databases.vault.dataSource.query(
        'SELECT extract(epoch FROM now() - touched_at)::float8 AS age FROM identity.session WHERE id = $1',
        [person.sessionId],
      );
      return row?.age ?? 0;
    };
    const age = (seconds: number): Promise<void> =>
      identity.sql("UPDATE identity.session SET touched_at = now() - $2 * interval '1 second' WHERE id = $1", [
        person.sessionId,
        seconds,
      ]);
    await age(10);
    await identity.as(person, 'get', '/v1/sessions');
    expect(await touched()).toBeGreaterThanOrEqual(10);
    await age(300);
    await identity.as(person, 'get', '/v1/sessions/current');
    expect(await touched()).toBeGreaterThanOrEqual(300);
    await identity.as(person, 'get', '/v1/sessions');
    expect(await touched()).toBeLessThan(300);
  });

  it('a one-time password opens nothing but its change', async () => {
    const facts = { name: `new-${Date.now()}`, displayName: 'New', roles: ['administrator' as const] };
    const made = await identity.people.createPerson(systemContext('test'), facts);
    const response = await identity.signIn(facts.name, made.oneTimePassword);
    expect(response.body).toMatchObject({ mustChangePassword: true });
    const headers = { ...sameOrigin, Cookie: cookieOf(response) };
    for (const path of ['/v1/people', '/v1/clients', '/v1/sessions'])
      expect(problem(await identity.http().get(path).set(headers))).toBe('403 password_change_required');
    expect((await identity.http().get('/v1/sessions/current').set(headers)).status).toBe(200);
    const denied = (await identity.entries(made.id)).filter(({ type }) => type === 'access.denied');
    expect(denied[0]).toMatchObject({ reason: 'password_change_required', decision: 'deny' });
  });

  it('an old one-time password opens nothing', async () => {
    const facts = { name: `old-${Date.now()}`, displayName: 'Old', roles: ['legal' as const] };
    const made = await identity.people.createPerson(systemContext('test'), facts);
    await identity.sql("UPDATE identity.account SET one_time_until = now() - interval '1 second' WHERE id = $1", [
      made.id,
    ]);
    expect(problem(await identity.signIn(facts.name, made.oneTimePassword))).toBe('401 invalid_credentials');
    expect((await identity.entries(made.id)).at(-1)?.reason).toBe('one_time_password_expired');
  });

  describe('a change of password', () => {
    it('ends every session and begins a new one', async () => {
      const one = await identity.person('support_agent');
      const second = await identity.again(one);
      const response = await identity
        .as(one, 'put', '/v1/account/password')
        .send({ current: one.password, next: 'eight green kettles hum' });
      expect(response.status).toBe(200);
      for (const old of [one, second])
        expect(problem(await identity.as(old, 'get', '/v1/sessions'))).toBe('401 session_expired');
      const fresh = await identity.http().get('/v1/sessions/current').set('Cookie', cookieOf(response));
      expect(fresh.status).toBe(200);
      expect(problem(await identity.signIn(one.name, one.password))).toBe('401 invalid_credentials');
      expect(await identity.types(second.sessionId)).toContain('session.revoked');
      expect(await identity.types(one.id)).toContain('account.password.changed');
    });

    it('cuts what streams under the old sessions', async () => {
      const one = await identity.person('support_agent');
      const second = await identity.again(one);
      const signal = identity.sessions.watch(second.sessionId);
      await identity
        .as(one, 'put', '/v1/account/password')
        .send({ current: one.password, next: 'eight green kettles hum' });
      await eventually(() => expect(signal.aborted).toBe(true));
    });

    it('wants the present password', async () => {
      const person = await identity.person('support_agent');
      const response = await identity
        .as(person, 'put', '/v1/account/password')
        .send({ current: 'not this one at all', next: 'eight green kettles hum' });
      expect(problem(response)).toBe('401 invalid_credentials');
      expect((await identity.as(person, 'get', '/v1/sessions')).status).toBe(200);
      expect((await identity.entries(person.id)).find(({ type }) => type === 'account.denied')?.reason).toBe(
        'wrong_password',
      );
    });

    it.each([
      ['kettlesong', 'too_short'],
      ['password1234', 'too_common'],
      [goodPassword, 'same_as_before'],
    ])('refuses %s', async (next, code) => {
      const person = await identity.person('support_agent');
      const response = await identity
        .as(person, 'put', '/v1/account/password')
        .send({ current: person.password, next });
      expect(problem(response)).toBe('422 weak_password');
      expect((response.body as { errors: unknown }).errors).toContainEqual({ pointer: '/next', code });
      expect(JSON.stringify(response.body)).not.toContain(next);
    });
  });

  describe('a watched session', () => {
    it('is cut at its absolute end', async () => {
      const person = await identity.person('support_agent');
      const signal = identity.sessions.watch(person.sessionId);
      expect(signal.aborted).toBe(false);
      await identity.sql('UPDATE identity.session SET expires_at = now() WHERE id = $1', [person.sessionId]);
      await eventually(() => expect(signal.aborted).toBe(true));
    });

    it('is cut even without a notice', async () => {
      const person = await identity.person('support_agent');
      const signal = identity.sessions.watch(person.sessionId);
      await identity.sql("UPDATE identity.session SET ended_at = now(), end_reason = 'revoked' WHERE id = $1", [
        person.sessionId,
      ]);
      await eventually(() => expect(signal.aborted).toBe(true));
    });

    it('that had already ended is cut at once', async () => {
      const signal = identity.sessions.watch('00000000-0000-4000-8000-00000000dead');
      await eventually(() => expect(signal.aborted).toBe(true));
    });

    it('stays awake while bytes flow', async () => {
      const person = await identity.person('support_agent');
      await identity.sql("UPDATE identity.session SET touched_at = now() - interval '14 minutes' WHERE id = $1", [
        person.sessionId,
      ]);
      identity.sessions.keepAlive(person.sessionId);
      await eventually(async () => {
        const [row]: { recent: boolean }[] = await identity.log.databases.vault.dataSource.query(
          "SELECT touched_at > now() - interval '1 minute' AS recent FROM identity.session WHERE id = $1",
          [person.sessionId],
        );
        expect(row?.recent).toBe(true);
      });
    });
  });
});
