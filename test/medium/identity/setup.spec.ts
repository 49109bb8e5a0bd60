import { goodPassword, IdentityAtWork, problem, sameOrigin } from './identity-at-work';

describe('the first run', () => {
  let identity: IdentityAtWork;
  beforeEach(async () => (identity = await IdentityAtWork.start()));
  afterEach(() => identity.close());

  const link = async (): Promise<string> => (await identity.setup.createSetupLink())?.token ?? 'none';
  const complete = (token: string, change: object = {}): Promise<string> =>
    identity
      .http()
      .post('/v1/setup')
      .set(sameOrigin)
      .send({ token, name: 'first', displayName: 'First', password: goodPassword, ...change })
      .then(problem);

  it('makes the first administrator', async () => {
    expect(await identity.setup.isNeeded()).toBe(true);
    expect(await complete(await link())).toBe('201');
    expect(await identity.setup.isNeeded()).toBe(false);
    const session = await identity.signIn('first', goodPassword);
    expect(session.body).toMatchObject({ actor: { roles: ['administrator'] }, mustChangePassword: false });
    expect((await identity.entries()).map(({ type }) => type)).toEqual([
      'account.setup',
      'account.roles.changed',
      'session.opened',
    ]);
  });

  it('happens once, even for two at once', async () => {
    const token = await link();
    const answers = await Promise.all([complete(token), complete(token, { name: 'second' })]);
    expect(answers.sort()).toEqual(['201', '404 invalid_setup_link']);
    expect(await complete(token, { name: 'third' })).toBe('404 invalid_setup_link');
    expect(await identity.setup.createSetupLink()).toBeNull();
  });

  it('takes the newest link only', async () => {
    const [old, fresh] = [await link(), await link()];
    expect(await complete(old)).toBe('404 invalid_setup_link');
    expect(await complete(fresh)).toBe('201');
  });

  it('refuses an old link', async () => {
    const token = await link();
    await identity.sql("UPDATE identity.setup_link SET expires_at = now() - interval '1 second'");
    expect(await complete(token)).toBe('404 invalid_setup_link');
    expect((await identity.entries()).at(-1)).toMatchObject({
      type: 'account.denied',
      reason: 'invalid_setup_link',
      decision: 'deny',
    });
  });

  it('refuses made-up links', async () => {
    await link();
    for (const token of ['A'.repeat(43), 'x', "' OR true --"])
      expect(await complete(token)).toBe('404 invalid_setup_link');
  });

  it('leaves the link whole after a weak password', async () => {
    const token = await link();
    expect(await complete(token, { password: 'password1234' })).toBe('422 weak_password');
    expect(await complete(token)).toBe('201');
  });

  it('limits guessing by address', async () => {
    await complete('A'.repeat(43));
    await identity.attempted(60);
    const answer = await complete('A'.repeat(43));
    expect(answer).toBe('429 too_many_requests');
  });
});
