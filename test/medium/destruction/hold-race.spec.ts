import type { Response } from 'supertest';
import type { Id } from '../../../src/kernel';
import { planStates } from '../../../src/lifecycle/destruction/destruction';
import { HoldRepository } from '../../../src/lifecycle/retention/holds/hold.repository';
import { eventually } from '../../support/eventually';
import { type Caller, told } from '../media/vault-at-work';
import { type Asked, DestructionAtWork, type Item } from './destruction-at-work';

describe('a hold against a destruction', () => {
  let work: DestructionAtWork;
  let legal: Caller;
  let subject: Id;
  let item: Item;
  let asked: Asked;
  beforeAll(async () => {
    work = await DestructionAtWork.start();
    legal = await work.vault.person('legal');
  });
  afterAll(() => work.vault.close());
  beforeEach(async () => {
    subject = await work.subject();
    item = await work.item(subject);
    asked = await work.ask({ subject });
  });
  afterEach(() => jest.restoreAllMocks());

  const place = (): Promise<Response> => {
    const hold = { matter: `M-${item.id.slice(0, 8)}`, reason: 'litigation', scope: { media: [item.id] } };
    return work.vault.http(legal, 'post', '/v1/holds').send(hold).then();
  };
  /** Until somebody of the vault's waits for a lock. */
  const somebodyWaits = (): Promise<void> =>
    eventually(async () => {
      const waiting = await work.vault.sql(
        `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ~ 'retention|records' AND pid <> pg_backend_pid()`,
      );
      expect(waiting.length).toBeGreaterThan(0);
    });
  const expectHeld = async (placed: Response, executed: Response): Promise<void> => {
    expect([placed.status, told(executed)]).toEqual([201, '409 request_changed']);
    expect(await work.open(item)).toBe(200);
    expect(told(await work.post({ subject }))).toBe('409 nothing_to_destroy');
  };
  const expectTooLate = async (placed: Response): Promise<void> => {
    const plan = await work.read((tx) => work.plans.find(tx, asked.plan));
    expect(told(placed)).toBe('409 conflict');
    expect(placed.text).toContain(`/v1/certificates/${plan?.certificateId ?? ''}`);
    expect((await work.vault.events(legal.id)).at(-1)).toMatchObject({ type: 'hold.denied', reason: 'destroyed' });
    expect(await work.open(item)).toBe(409);
  };

  it('wins before the approval', async () => {
    const placed = await place();
    await work.give(asked);
    await expectHeld(placed, await work.execute(asked));
  });

  it('wins before the start', async () => {
    await work.give(asked);
    const placed = await place();
    await expectHeld(placed, await work.execute(asked));
  });

  it('wins while it is written, and the start waits', async () => {
    await work.give(asked);
    const repository = work.vault.app.get(HoldRepository, { strict: false });
    const freeze = repository.systemFreeze.bind(repository);
    let executing: Promise<Response> | undefined;
    jest.spyOn(repository, 'systemFreeze').mockImplementationOnce(async (tx, hold) => {
      const gone = await freeze(tx, hold);
      executing = work.execute(asked);
      await somebodyWaits();
      return gone;
    });
    const placed = await place();
    const executed = await executing;
    if (executed === undefined) throw new Error('nothing was started');
    await expectHeld(placed, executed);
  });

  it('waits for a start that came first, and is refused', async () => {
    await work.give(asked);
    const start = work.plans.start.bind(work.plans);
    let placing: Promise<Response> | undefined;
    jest.spyOn(work.plans, 'start').mockImplementationOnce(async (tx, id, by) => {
      placing = place();
      await somebodyWaits();
      await start(tx, id, by);
    });
    expect((await work.execute(asked)).status).toBe(200);
    const placed = await placing;
    if (placed === undefined) throw new Error('nothing was placed');
    await expectTooLate(placed);
  });

  it('is too late at each step of the saga', async () => {
    await work.give(asked);
    await work.execute(asked);
    const advance = work.plans.systemAdvance.bind(work.plans);
    const placed: Response[] = [await place()];
    jest.spyOn(work.plans, 'systemAdvance').mockImplementation(async (tx, id, turn, found) => {
      placed.push(await place());
      return advance(tx, id, turn, found);
    });
    await work.saga.carryOut(asked.plan);
    placed.push(await place());
    expect(placed).toHaveLength(planStates.length);
    for (const answer of placed) await expectTooLate(answer);
  });
});
