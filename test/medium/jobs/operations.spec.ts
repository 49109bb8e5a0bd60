import { newId, type RequestContext, systemClock, systemContext } from '../../../src/kernel';
import {
  JobRegistry,
  JobRunner,
  type Operation,
  type OperationHandler,
  OperationNotFound,
  type OperationRun,
  Operations,
  Outbox,
} from '../../../src/platform/jobs';
import { DatabaseUnavailable } from '../../../src/platform/database';
import { Log } from '../../../src/platform/logging';
import { Settings } from '../../../src/platform/settings';
import { person } from '../../support/actors';
import { eventually } from '../../support/eventually';
import { testDatabases, type TestDatabases } from '../../support/vault-database';

const log = new Log({ logLevel: 'silent' });
const everything = { sql: () => '(TRUE)' };
const asked = (): RequestContext => ({ ...systemContext('test'), actor: person(['dpo']) });
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));

describe('operations', () => {
  let databases: TestDatabases;
  let operations: Operations;
  let runner: JobRunner;
  let work: OperationHandler['run'];
  const runs: OperationRun[] = [];

  const startRunner = async (): Promise<void> => {
    const registry = new JobRegistry();
    operations = new Operations(databases.vault, registry, new Outbox(systemClock), log);
    const run = (one: OperationRun): Promise<{ href: string | null }> => (runs.push(one), work(one));
    operations.register({ kind: 'test.count', run });
    runner = new JobRunner(databases.vault, registry, new Settings(), log, systemClock);
    await runner.start(databases.url('strongroom_app'));
  };
  const start = (context: RequestContext, parameters = {}): Promise<Operation> =>
    databases.vault.transaction(context, (tx) =>
      operations.start(tx, context, { kind: 'test.count', parameters, total: 3 }),
    );
  const until = (context: RequestContext, { id }: Operation, is: (now: Operation) => boolean) =>
    eventually(async () => {
      const now = await operations.get(context, id, everything);
      if (!is(now)) throw new Error('the operation did not come so far');
      return now;
    }, 60_000);
  const finished = (context: RequestContext, operation: Operation): Promise<Operation> =>
    until(context, operation, ({ finishedAt }) => finishedAt !== null);

  beforeAll(async () => {
    databases = await testDatabases();
    await startRunner();
  });
  afterAll(async () => {
    await runner.stop();
    await databases.close();
  });
  beforeEach(() => {
    runs.length = 0;
    work = () => Promise.resolve({ href: '/v1/things/1' });
  });

  it('end with the address of their result', async () => {
    const context = asked();
    work = (run) => (run.progress(3, 3), Promise.resolve({ href: '/v1/things/1' }));
    const end = await finished(context, await start(context, { thing: 'x' }));
    expect(end).toMatchObject({ state: 'succeeded', resultHref: '/v1/things/1', done: 3, total: 3, failure: null });
    expect(runs[0]).toMatchObject({ parameters: { thing: 'x' }, context: { actor: context.actor } });
  });

  it('fail with the code of a refusal', async () => {
    const context = asked();
    work = () => Promise.reject(new OperationNotFound());
    expect(await finished(context, await start(context))).toMatchObject({ state: 'failed', failure: 'not_found' });
    expect(runs).toHaveLength(1);
  });

  it('outlast a passing fault', async () => {
    const context = asked();
    work = () => (runs.length === 1 ? Promise.reject(new DatabaseUnavailable(null)) : Promise.resolve({ href: null }));
    expect(await finished(context, await start(context))).toMatchObject({ state: 'succeeded' });
    expect(runs).toHaveLength(2);
  });

  it('break off when somebody asks', async () => {
    const context = asked();
    work = ({ signal }) => untilAborted(signal);
    const operation = await start(context);
    await until(context, operation, ({ state }) => state === 'running');
    expect(await operations.cancel(context, operation.id, everything)).toMatchObject({ cancelAsked: true });
    expect(await finished(context, operation)).toMatchObject({ state: 'cancelled', failure: null });
  });

  it('begin again after a restart', async () => {
    const context = asked();
    work = ({ signal }) => untilAborted(signal);
    const operation = await start(context);
    await until(context, operation, ({ state }) => state === 'running');
    await runner.stop();
    work = () => Promise.resolve({ href: null });
    await startRunner();
    expect(await finished(context, operation)).toMatchObject({ state: 'succeeded' });
  });

  it('end at once where they have not begun', async () => {
    const context = asked();
    await runner.stop();
    const operation = await start(context);
    expect(await operations.cancel(context, operation.id, everything)).toMatchObject({ state: 'cancelled' });
    await startRunner();
    await finished(context, await start(context));
    expect(runs.map(({ id }) => id)).not.toContain(operation.id);
  });

  it('show themselves to their owner alone', async () => {
    const context = asked();
    const operation = await start(context);
    await expect(operations.get(asked(), operation.id, everything)).rejects.toBeInstanceOf(OperationNotFound);
    await expect(operations.cancel(asked(), operation.id, everything)).rejects.toBeInstanceOf(OperationNotFound);
    expect(await operations.list(asked(), { limit: 10 }, everything)).toEqual([]);
    await expect(operations.get(context, newId(), everything)).rejects.toBeInstanceOf(OperationNotFound);
  });

  it('are listed newest first', async () => {
    const context = asked();
    const made = [await start(context), await start(context), await start(context)];
    const page = await operations.list(context, { limit: 2 }, everything);
    expect(page.map(({ id }) => id)).toEqual(made.map(({ id }) => id).reverse());
    const [last] = page.slice(1);
    const before = { createdAt: last?.createdAtText ?? '', id: last?.id ?? '' };
    expect(await operations.list(context, { limit: 2, before }, everything)).toHaveLength(1);
  });
});
