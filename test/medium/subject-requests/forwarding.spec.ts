import { type Actor, type Id, newId } from '../../../src/kernel';
import { asks, person } from '../../support/actors';
import { asSuperuser } from '../../support/vault-database';
import { intake, type RequestsAtWork, requestsAtWork } from './requests-at-work';

/** The installation is a processor (regulation D4, R12). */
describe('a request for another to decide', () => {
  let work: RequestsAtWork;
  const dpo = person(['dpo']);
  beforeAll(async () => {
    work = await requestsAtWork('Example Bank');
  });
  afterAll(() => work.close());

  const receive = async (change = {}) => work.register.receive(asks(dpo), intake(change));
  const show = (id: Id) => work.reading.get(asks(dpo), id);
  const someone = async () => (await work.subjects.create(asks(dpo), [])).id;
  const forwarded = async (change = {}): Promise<Id> => {
    const { id } = await receive(change);
    await work.forwarding.forward(asks(dpo), id);
    return id;
  };
  const instruct = (id: Id, change: object = {}, by: Actor = dpo) =>
    work.forwarding.instruct(asks(by), id, { reference: 'W-2026/7', act: true, ...change });
  const lastEntry = async () => (await work.entries()).at(-1);

  it('has the clock of its forwarding alone', async () => {
    const { id, clocks, controller } = await receive({ receivedAt: new Date('2026-03-13T10:00:00Z') });
    expect([controller, clocks.map(({ code }) => code)]).toEqual(['Example Bank', ['T18-GDPR']]);
    // A Friday, and two working days after it.
    expect(clocks[0]?.dueAt?.toISOString()).toBe('2026-03-17T23:00:00.000Z');
    await work.forwarding.forward(asks(dpo), id);
    const { state, forwardedAt, dueAt } = await show(id);
    expect([state, forwardedAt instanceof Date, dueAt]).toEqual(['forwarded', true, null]);
    expect(await work.entries()).toContainEqual(expect.objectContaining({ type: 'request.forwarded', role: 'dpo' }));
  });

  it('is neither examined, refused nor answered here', async () => {
    for (const { id } of [await receive({ subject: await someone() }), { id: await forwarded() }]) {
      const said = { outcome: 'fulfilled', text: 'Done.' } as const;
      const attempts = [
        () => work.steps.identify(asks(dpo), id, { result: 'asked' }),
        () => work.steps.acknowledge(asks(dpo), id),
        () => work.steps.extend(asks(dpo), id, 'complexity'),
        () => work.steps.answer(asks(dpo), id, said),
        () => work.refusing.ask(asks(dpo), id, 'manifestly_unfounded'),
      ];
      for (const attempt of attempts) {
        await expect(attempt()).rejects.toMatchObject({ code: 'conflict' });
        expect(await lastEntry()).toMatchObject({ type: 'request.denied', reason: 'controller' });
      }
    }
  });

  it('goes on when the controller says so', async () => {
    const subject = await someone();
    const id = await forwarded();
    await expect(instruct(id)).rejects.toMatchObject({ code: 'conflict' });
    await instruct(id, { subject });
    const { state, instruction, identity, subject: found } = await show(id);
    expect([state, instruction, identity, found]).toEqual([
      ...['confirmed', 'W-2026/7', 'controller_instruction', subject],
    ]);
    expect(await work.entries()).toContainEqual(expect.objectContaining({ type: 'request.instructed', reason: 'act' }));
    await expect(instruct(id, { subject })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('ends where the controller wants nothing done', async () => {
    const id = await forwarded();
    await instruct(id, { act: false });
    const answer = (outcome: 'fulfilled' | 'forwarded') =>
      work.steps.answer(asks(dpo), id, { outcome, text: 'Left to you.' });
    await expect(answer('fulfilled')).rejects.toMatchObject({ code: 'conflict' });
    await answer('forwarded');
    await work.steps.close(asks(dpo), id);
    expect(await show(id)).toMatchObject({ state: 'closed', outcome: 'forwarded' });
  });

  it('is not acted on by any other way', async () => {
    const id = await forwarded({ subject: await someone() });
    await asSuperuser(work.log.databases.url('superuser'), async (db) => {
      const turn = db.query(`UPDATE requests.request SET state = 'planned', identity = 'known_login' WHERE id = $1`, [
        id,
      ]);
      await expect(turn).rejects.toThrow(/request_undecided/);
    });
  });

  it('names nobody out of reach', async () => {
    const id = await forwarded();
    await expect(instruct(id, { subject: newId() })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a request that is decided here', () => {
  it('is forwarded to nobody', async () => {
    const work = await requestsAtWork();
    const dpo = person(['dpo']);
    const { id } = await work.register.receive(asks(dpo), intake());
    await expect(work.forwarding.forward(asks(dpo), id)).rejects.toMatchObject({ code: 'conflict' });
    expect((await work.entries()).at(-1)).toMatchObject({ type: 'request.denied', reason: 'decided_here' });
    await work.close();
  });
});
