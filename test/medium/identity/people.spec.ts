import { type Role, roles, systemContext } from '../../../src/kernel';
import { eventually } from '../../support/eventually';
import { cookieOf, IdentityAtWork, problem, type SignedInPerson } from './identity-at-work';

describe('people', () => {
  let identity: IdentityAtWork;
  let administrator: SignedInPerson;
  beforeAll(async () => {
    identity = await IdentityAtWork.start();
    administrator = await identity.person('administrator');
  });
  afterAll(() => identity.close());
  beforeEach(() => identity.sql('DELETE FROM http.rate_limit'));

  const etagOf = async (id: string): Promise<string> => (await identity.people.get(systemContext('test'), id)).etag;
  const setRoles = async (actor: SignedInPerson, id: string, wanted: readonly Role[]): Promise<string> =>
    problem(
      await identity
        .as(actor, 'patch', `/v1/people/${id}`)
        .set('If-Match', await etagOf(id))
        .send({ roles: wanted }),
    );
  const rolesOf = async (id: string): Promise<Role[]> => (await identity.people.get(systemContext('test'), id)).roles;

  it('are made by administrators with a one-time password', async () => {
    const response = await identity
      .as(administrator, 'post', '/v1/people')
      .send({ name: 'meera.iyer', displayName: 'Meera Iyer', roles: ['kyc_agent'] });
    const body = response.body as { id: string; oneTimePassword: string };
    expect(response.status).toBe(201);
    expect(body.oneTimePassword).toMatch(/^(\S{4}-){4}\S{4}$/);
    expect(JSON.stringify(body)).not.toContain('argon2');
    const entries = await identity.entries(body.id);
    expect(entries.map(({ type, reason, obj }) => [type, obj?.part, reason])).toEqual([
      ['account.created', null, null],
      ['account.roles.changed', 'kyc_agent', 'added'],
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/meera/i);
  });

  it('have one account each, whatever the case', async () => {
    const facts = { displayName: 'Twice', roles: ['legal'] };
    const send = (name: string): Promise<string> =>
      identity
        .as(administrator, 'post', '/v1/people')
        .send({ ...facts, name })
        .then(problem);
    expect([await send('twice@example.org'), await send('Twice@Example.ORG')]).toEqual(['201', '409 conflict']);
    expect((await identity.entries(administrator.id)).at(-1)?.reason).toBe('name_taken');
  });

  it('say by a key that two accounts are one human', async () => {
    const made = await identity
      .as(administrator, 'post', '/v1/people')
      .send({ name: 'lena.k', displayName: 'Lena K', personKey: 'staff-7', roles: ['legal'] });
    const { id, personKey, etag } = made.body as { id: string; personKey: string; etag: string };
    expect(personKey).toBe('staff-7');
    const change = await identity
      .as(administrator, 'patch', `/v1/people/${id}`)
      .set('If-Match', etag)
      .send({ personKey: 'staff-9' });
    expect(change.body).toMatchObject({ personKey: 'staff-9' });
    const last = (await identity.entries(id)).filter(({ type }) => type === 'account.changed').at(-1);
    expect(last?.obj?.part).toBe('person_key');
  });

  it('never change their own person key', async () => {
    const { id } = administrator;
    const own = identity.as(administrator, 'patch', `/v1/people/${id}`).set('If-Match', await etagOf(id));
    expect(problem(await own.send({ personKey: 'staff-8' }))).toBe('403 forbidden');
    expect((await identity.entries(id)).at(-1)?.reason).toBe('own_account');
  });

  it.each(['аdmin', 'a', '', 'x y', '<script>', 'a\u0000b', '-x', 'x'.repeat(65)])(
    'are not called %j',
    async (name) => {
      const response = await identity
        .as(administrator, 'post', '/v1/people')
        .send({ name, displayName: 'X', roles: ['legal'] });
      expect(problem(response)).toBe('400 invalid_request');
    },
  );

  it.each([[['administrator', 'kyc_agent']], [['key_administrator', 'auditor']], [['dpo', 'records_manager']]])(
    'never hold %j together',
    async (wanted) => {
      const target = await identity.person('legal');
      const made = await identity
        .as(administrator, 'post', '/v1/people')
        .send({ name: `c-${Date.now()}`, displayName: 'C', roles: wanted });
      expect(problem(made)).toBe('409 role_conflict');
      expect(await setRoles(administrator, target.id, wanted as Role[])).toBe('409 role_conflict');
      expect(await rolesOf(target.id)).toEqual(['legal']);
      expect((await identity.entries(target.id)).at(-2)).toMatchObject({
        type: 'account.denied',
        reason: 'role_conflict',
      });
    },
  );

  it('are changed by administrators alone', async () => {
    const target = await identity.person('legal');
    for (const role of roles.filter((other) => other !== 'administrator')) {
      const actor = await identity.person(role);
      for (const wanted of roles) {
        expect(await setRoles(actor, target.id, [wanted])).toBe('403 forbidden');
        expect(await setRoles(actor, actor.id, [wanted])).toBe('403 forbidden');
      }
      await identity.sql('DELETE FROM http.rate_limit');
      expect(await rolesOf(actor.id)).toEqual([role]);
    }
    expect(await rolesOf(target.id)).toEqual(['legal']);
  });

  it('take every role from an administrator', async () => {
    const target = await identity.person('legal');
    for (const wanted of roles) {
      expect(await setRoles(administrator, target.id, [wanted])).toBe('200');
      expect(await rolesOf(target.id)).toEqual([wanted]);
    }
    await setRoles(administrator, target.id, ['legal']);
  });

  it('are refused even where the first gate fails', async () => {
    const actor = await identity.person('compliance_officer');
    const target = await identity.person('legal');
    const { people } = identity;
    for (const attempt of [
      () => people.list(actor.context, { limit: 10 }),
      () => people.get(actor.context, target.id),
      () => people.change(actor.context, target.id, { roles: ['administrator'] }, '*'),
      () => people.lock(actor.context, target.id),
      () => people.unlock(actor.context, target.id),
      () => people.resetPassword(actor.context, target.id),
      () => people.createPerson(actor.context, { name: 'mine', displayName: 'Mine', roles: ['administrator'] }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'forbidden' });
    const denials = (await identity.entries(actor.id)).filter(({ type }) => type === 'account.denied');
    expect(denials).toHaveLength(7);
  });

  it('never change their own roles', async () => {
    for (const wanted of roles)
      expect(await setRoles(administrator, administrator.id, [wanted])).toBe('403 own_role_change');
    const denied = (await identity.entries(administrator.id)).filter(({ reason }) => reason === 'own_role_change');
    expect(denied).toHaveLength(roles.length);
  });

  it('never lock, unlock or reset themselves', async () => {
    for (const act of ['lock', 'unlock', 'password-reset'])
      expect(problem(await identity.as(administrator, 'post', `/v1/people/${administrator.id}/${act}`))).toBe(
        '403 forbidden',
      );
  });

  it('win nothing by two requests', async () => {
    const schemer = await identity.person('administrator');
    const helper = await identity.person('legal');
    expect(await setRoles(schemer, helper.id, ['administrator'])).toBe('200');
    // The helper's session of before ended with the change; nobody's old session carries the new role.
    expect(problem(await identity.as(helper, 'get', '/v1/people'))).toBe('401 session_expired');
    expect(await setRoles(schemer, schemer.id, ['compliance_officer'])).toBe('403 own_role_change');
    const risen = await identity.again(helper);
    expect(await setRoles(risen, schemer.id, ['administrator', 'compliance_officer'])).toBe('409 role_conflict');
    await setRoles(risen, schemer.id, ['legal']);
    expect(problem(await identity.as(schemer, 'get', '/v1/people'))).toBe('401 session_expired');
    await setRoles(administrator, risen.id, ['legal']);
  });

  it('lose their sessions with their roles', async () => {
    const target = await identity.person('legal');
    await setRoles(administrator, target.id, ['auditor']);
    expect(problem(await identity.as(target, 'get', '/v1/sessions'))).toBe('401 session_expired');
    const changes = (await identity.entries(target.id)).filter(({ type }) => type === 'account.roles.changed');
    expect(changes.slice(-2).map(({ obj, reason }) => [obj?.part, reason])).toEqual([
      ['auditor', 'added'],
      ['legal', 'removed'],
    ]);
    expect((await identity.entries(target.sessionId)).at(-1)).toMatchObject({
      type: 'session.revoked',
      reason: 'roles_changed',
      actor: { id: administrator.id, role: 'administrator' },
    });
  });

  it('keep their sessions when only renamed', async () => {
    const target = await identity.person('legal');
    const response = await identity
      .as(administrator, 'patch', `/v1/people/${target.id}`)
      .set('If-Match', await etagOf(target.id))
      .send({ displayName: 'Another Name' });
    expect(response.body).toMatchObject({ displayName: 'Another Name' });
    expect((await identity.as(target, 'get', '/v1/sessions')).status).toBe(200);
  });

  it('are changed only as they were read', async () => {
    const target = await identity.person('legal');
    const etag = await etagOf(target.id);
    const change = (headers: Record<string, string>): Promise<string> =>
      identity
        .as(administrator, 'patch', `/v1/people/${target.id}`)
        .set(headers)
        .send({ displayName: 'Changed' })
        .then(problem);
    expect(await change({})).toBe('428 precondition_required');
    expect(await change({ 'If-Match': etag })).toBe('200');
    expect(await change({ 'If-Match': etag })).toBe('412 precondition_failed');
  });

  it('are locked out at once and let in again', async () => {
    const target = await identity.person('legal');
    const signal = identity.sessions.watch(target.sessionId);
    expect((await identity.as(administrator, 'post', `/v1/people/${target.id}/lock`)).status).toBe(200);
    expect(problem(await identity.as(target, 'get', '/v1/sessions'))).toBe('401 session_expired');
    expect(problem(await identity.signIn(target.name, target.password))).toBe('403 account_locked');
    expect(problem(await identity.signIn(target.name, 'certainly not this one'))).toBe('401 invalid_credentials');
    expect((await identity.as(administrator, 'post', `/v1/people/${target.id}/unlock`)).status).toBe(200);
    expect((await identity.signIn(target.name, target.password)).status).toBe(201);
    await eventually(() => expect(signal.aborted).toBe(true));
    expect(await identity.types(target.id)).toEqual(expect.arrayContaining(['account.locked', 'account.unlocked']));
  });

  it('get a one-time password that ends the old one', async () => {
    const target = await identity.person('legal');
    const reset = await identity.as(administrator, 'post', `/v1/people/${target.id}/password-reset`);
    const { oneTimePassword } = reset.body as { oneTimePassword: string };
    expect(problem(await identity.as(target, 'get', '/v1/sessions'))).toBe('401 session_expired');
    expect(problem(await identity.signIn(target.name, target.password))).toBe('401 invalid_credentials');
    const response = await identity.signIn(target.name, oneTimePassword);
    expect(response.body).toMatchObject({ mustChangePassword: true });
    expect(cookieOf(response)).toContain('__Host-strongroom=');
    const rows: unknown[] = await identity.log.databases.audit.dataSource.query('SELECT * FROM audit.pending');
    expect(JSON.stringify(rows)).not.toContain(oneTimePassword);
  });

  it('keep an administrator at any time', async () => {
    const [one, other] = [await identity.person('administrator'), await identity.person('administrator')];
    await identity.sql(
      "UPDATE identity.account SET lock_reason = 'administrator', locked_at = now() WHERE 'administrator' = ANY(roles) AND id NOT IN ($1, $2)",
      [one.id, other.id],
    );
    const [a, b] = await Promise.all([setRoles(one, other.id, ['legal']), setRoles(other, one.id, ['legal'])]);
    const left = [await rolesOf(one.id), await rolesOf(other.id)].filter((held) => held.includes('administrator'));
    expect(left).toHaveLength(1);
    expect([a, b].filter((answer) => answer === '200')).toHaveLength(1);
    const keeper = (await rolesOf(one.id)).includes('administrator') ? one : other;
    await expect(identity.people.lock(systemContext('test'), keeper.id)).rejects.toMatchObject({ code: 'conflict' });
    await identity.sql('UPDATE identity.account SET lock_reason = NULL, locked_at = NULL WHERE id = $1', [
      administrator.id,
    ]);
    administrator = await identity.again(administrator);
  });

  it('are paged in a stable order', async () => {
    const names: string[] = [];
    for (let cursor: string | null = null; ;) {
      const query = `limit=3${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
      const page = (await identity.as(administrator, 'get', `/v1/people?${query}`)).body as {
        items: { name: string }[];
        next: string | null;
      };
      names.push(...page.items.map(({ name }) => name));
      cursor = page.next;
      if (cursor === null) break;
    }
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('meera.iyer');
    const forged = await identity.as(administrator, 'get', '/v1/people?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAA');
    expect(problem(forged)).toBe('400 invalid_cursor');
  });

  it('that do not exist are not found', async () => {
    for (const id of ['00000000-0000-4000-8000-00000000dead', 'x', "1' OR '1'='1"])
      expect(problem(await identity.as(administrator, 'get', `/v1/people/${encodeURIComponent(id)}`))).toBe(
        '404 not_found',
      );
  });
});
