import { hash } from '@node-rs/argon2';
import { systemContext } from '../../../src/kernel';
import { goodPassword, IdentityAtWork, problem, type SignedInPerson } from './identity-at-work';
import { asSuperuser } from '../../support/vault-database';

describe('signing in', () => {
  let identity: IdentityAtWork;
  beforeAll(async () => (identity = await IdentityAtWork.start()));
  afterAll(() => identity.close());
  beforeEach(() => identity.sql('DELETE FROM http.rate_limit'));

  /** Wrong passwords as fast as the pauses let them count. */
  const fail = async ({ id, name }: SignedInPerson, times: number): Promise<void> => {
    for (let count = 0; count < times; count += 1) {
      await identity.sql('DELETE FROM http.rate_limit');
      await identity.sql('UPDATE identity.account SET paused_until = NULL WHERE id = $1', [id]);
      await identity.signIn(name, 'certainly not this one');
    }
  };

  it('answers alike for unknown names and wrong passwords', async () => {
    const person = await identity.person('support_agent');
    const [wrong, unknown] = [
      await identity.signIn(person.name, 'certainly not this one'),
      await identity.signIn('nobody-of-this-name', 'certainly not this one'),
    ];
    const visible = ({ status, body, headers }: typeof wrong): unknown => ({
      status,
      body: { ...(body as object), traceId: '' },
      headers: Object.keys(headers).sort(),
    });
    expect(visible(wrong)).toEqual(visible(unknown));
    expect(problem(wrong)).toBe('401 invalid_credentials');
  });

  it('tells the causes apart in the log', async () => {
    const person = await identity.person('support_agent');
    await identity.signIn(person.name, 'certainly not this one');
    await identity.signIn('nobody-of-this-name', 'certainly not this one');
    const [wrong, unknown] = (await identity.entries()).slice(-2);
    expect(wrong).toMatchObject({ type: 'session.denied', reason: 'wrong_password', actor: { id: person.id } });
    expect(unknown).toMatchObject({ type: 'session.denied', reason: 'unknown_name', decision: 'deny' });
  });

  it('keeps typed names and passwords out of the log', async () => {
    await identity.signIn('typed-my-password-here', 'and my name over here');
    const rows: unknown[] = await identity.log.databases.audit.dataSource.query('SELECT * FROM audit.pending');
    expect(JSON.stringify(rows)).not.toMatch(/typed-my-password|my name over|seven brown/);
  });

  it('works again after four mistakes', async () => {
    const person = await identity.person('support_agent');
    await fail(person, 4);
    expect((await identity.signIn(person.name, person.password)).status).toBe(201);
  });

  it('pauses after the fifth, also for the right password', async () => {
    const person = await identity.person('support_agent');
    await fail(person, 5);
    expect(problem(await identity.signIn(person.name, person.password))).toBe('401 invalid_credentials');
    expect((await identity.entries(person.id)).at(-1)?.reason).toBe('paused');
  });

  it('locks after the tenth until an administrator unlocks', async () => {
    const person = await identity.person('support_agent');
    await fail(person, 10);
    await identity.sql('UPDATE identity.account SET paused_until = NULL WHERE id = $1', [person.id]);
    expect(problem(await identity.signIn(person.name, person.password))).toBe('401 invalid_credentials');
    const locked = (await identity.entries(person.id)).find(({ type }) => type === 'account.locked');
    expect(locked?.reason).toBe('failures');
    await identity.people.unlock(systemContext('test'), person.id);
    expect((await identity.signIn(person.name, person.password)).status).toBe(201);
  });

  it('leaves open sessions alone when guessers lock', async () => {
    const person = await identity.person('support_agent');
    await fail(person, 10);
    expect((await identity.as(person, 'get', '/v1/sessions')).status).toBe(200);
  });

  it('counts parallel guesses one by one', async () => {
    const person = await identity.person('support_agent');
    await Promise.all(Array.from({ length: 8 }, () => identity.signIn(person.name, 'certainly not this one')));
    const [row]: { failures: number; paused: boolean }[] = await identity.log.databases.vault.dataSource.query(
      'SELECT failures, paused_until > now() AS paused FROM identity.account WHERE id = $1',
      [person.id],
    );
    expect(row).toEqual({ failures: 5, paused: true });
  });

  it('starts counting anew after a success', async () => {
    const person = await identity.person('support_agent');
    await fail(person, 4);
    await identity.signIn(person.name, person.password);
    await fail(person, 4);
    expect((await identity.signIn(person.name, person.password)).status).toBe(201);
  });

  it('is limited by name, known or not', async () => {
    const person = await identity.person('support_agent');
    for (const name of [person.name, 'nobody-of-this-name']) {
      await identity.sql('DELETE FROM http.rate_limit');
      const answers = [];
      for (let count = 0; count < 11; count += 1) answers.push(await identity.signIn(name, 'certainly not this one'));
      expect(answers.slice(0, 10).map(problem)).toEqual(Array(10).fill('401 invalid_credentials'));
      const last = answers[10];
      expect(last && problem(last)).toBe('429 too_many_requests');
      expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0);
    }
  });

  it('is limited by address over all names', async () => {
    await identity.signIn('nobody-at-first', 'certainly not this one');
    await identity.attempted(60);
    const answer = problem(await identity.signIn('nobody-else', 'certainly not this one'));
    expect(answer).toBe('429 too_many_requests');
    const denials = (await identity.entries()).filter(({ reason }) => reason === 'too_many_requests');
    const before = denials.length;
    await identity.signIn('nobody-again', 'certainly not this one');
    const after = (await identity.entries()).filter(({ reason }) => reason === 'too_many_requests');
    expect(after.length).toBe(before);
  });

  it('closes where nothing can be counted', async () => {
    const person = await identity.person('support_agent');
    const owner = identity.log.databases.url('strongroom_owner');
    await asSuperuser(owner, (client) => client.query('REVOKE UPDATE ON http.rate_limit FROM strongroom_app'));
    const refused = problem(await identity.signIn(person.name, person.password));
    await asSuperuser(owner, (client) => client.query('GRANT UPDATE ON http.rate_limit TO strongroom_app'));
    expect(refused).toBe('503 database_unavailable');
  });

  it('closes where the log takes no entry', async () => {
    const person = await identity.person('support_agent');
    const audit = identity.log.databases.url('strongroom_audit');
    await asSuperuser(audit, (client) => client.query('REVOKE INSERT ON audit.pending FROM strongroom_app'));
    const refused = problem(await identity.signIn(person.name, person.password));
    await asSuperuser(audit, (client) => client.query('GRANT INSERT ON audit.pending TO strongroom_app'));
    expect(refused).toBe('503 audit_unavailable');
  });

  it('refuses what is no name and no password', async () => {
    for (const body of [
      {},
      { name: 'x', password: 1 },
      { name: { $ne: null }, password: goodPassword },
      { name: 'x', password: 'y', admin: true },
      { name: ['x'], password: 'y' },
    ])
      expect(problem(await identity.http().post('/v1/sessions').send(body))).toBe('400 invalid_request');
  });

  it('improves a cheap hash on the way', async () => {
    const person = await identity.person('support_agent');
    const cheap = await hash(person.password, { memoryCost: 8_192, timeCost: 1 });
    await identity.sql('UPDATE identity.account SET password_hash = $2 WHERE id = $1', [person.id, cheap]);
    expect((await identity.signIn(person.name, person.password)).status).toBe(201);
    const [row]: { password_hash: string }[] = await identity.log.databases.vault.dataSource.query(
      'SELECT password_hash FROM identity.account WHERE id = $1',
      [person.id],
    );
    expect(row?.password_hash).toContain('m=19456,t=2,p=1');
  });
});
