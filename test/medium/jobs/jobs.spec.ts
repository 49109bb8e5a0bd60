import { newId, systemContext, systemClock } from '../../../src/kernel';
import { JobHandlersWrong, JobRegistry, JobRunner, Outbox } from '../../../src/platform/jobs';
import { Log } from '../../../src/platform/logging';
import { Settings } from '../../../src/platform/settings';
import { eventually } from '../../support/eventually';
import { startRedis, withService } from '../../support/services';
import { testDatabases, type TestDatabases } from '../../support/vault-database';

const context = systemContext('test');
const log = new Log({ logLevel: 'silent' });

function jobsOn(kind: 'postgres' | 'redis'): void {
  let databases: TestDatabases;
  let redis: Awaited<ReturnType<typeof startRedis>> | null = null;
  let registry: JobRegistry;
  let runner: JobRunner;
  const outbox = new Outbox(systemClock);
  const runs: string[] = [];

  const hasRun = (run: string): Promise<void> => eventually(() => expect(runs).toContain(run), 60_000);

  const newRunner = (): JobRunner => {
    const settings = Object.assign(new Settings(), { redisUrl: kind === 'redis' ? redis?.url : undefined });
    return new JobRunner(databases.vault, registry, settings, log, systemClock);
  };
  const order = (name: string, body = {}): Promise<void> =>
    databases.vault.transaction(context, (tx) => outbox.order(tx, context, { name, body }));

  beforeAll(async () => {
    databases = await testDatabases();
    if (kind === 'redis') redis = await startRedis();
    registry = new JobRegistry();
    registry.register({
      name: 'test.plain',
      run: ({ body }) => Promise.resolve(void runs.push(`plain ${String(body['n'])}`)),
    });
    registry.register({
      name: 'test.fails-once',
      run: ({ attempt }) =>
        attempt === 1 ? Promise.reject(new Error('no')) : Promise.resolve(void runs.push('second attempt')),
    });
    registry.register({ name: 'test.often', everySeconds: 1, run: () => Promise.resolve(void runs.push('scheduled')) });
    registry.subscribe('thing.happened', ({ body }) => Promise.resolve(void runs.push(`heard ${String(body['id'])}`)));
    runner = newRunner();
    await runner.start(databases.url('strongroom_app'));
  });
  afterAll(async () => {
    await runner.stop();
    await redis?.stop();
    await databases.close();
  });

  it('runs each ordered job once', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, n) => order('test.plain', { n })));
    const plain = (): string[] => runs.filter((run) => run.startsWith('plain'));
    await eventually(() => expect(new Set(plain()).size).toBe(50), 60_000);
    expect(plain()).toHaveLength(50);
  });

  it('repeats a failed job later', async () => {
    await order('test.fails-once');
    await hasRun('second attempt');
  });

  it('brings events to their subscribers', async () => {
    const id = newId();
    await databases.vault.transaction(context, (tx) =>
      outbox.publish(tx, context, { type: 'thing.happened', body: { id } }),
    );
    await hasRun(`heard ${id}`);
  });

  it('runs a scheduled job by itself', async () => {
    await hasRun('scheduled');
  });

  it('runs nothing that was rolled back', async () => {
    const failed = databases.vault.transaction(context, async (tx) => {
      await outbox.order(tx, context, { name: 'test.plain', body: { n: 'rolled back' } });
      throw new Error('stop');
    });
    await expect(failed).rejects.toThrow('stop');
    await order('test.plain', { n: 'after' });
    await hasRun('plain after');
    expect(runs).not.toContain('plain rolled back');
  });

  it('goes on after a restart', async () => {
    await runner.stop();
    await order('test.plain', { n: 'while stopped' });
    runner = newRunner();
    await runner.start(databases.url('strongroom_app'));
    await hasRun('plain while stopped');
  });
}

describe('jobs on PostgreSQL', () => jobsOn('postgres'));
withService('redis', () => {
  describe('jobs on Redis', () => jobsOn('redis'));
});

describe('the job registry', () => {
  it('refuses a job without a handler', () => {
    const registry = new JobRegistry();
    registry.need('test.missing');
    expect(() => registry.assertComplete()).toThrow(JobHandlersWrong);
  });

  it('refuses a job with two handlers', () => {
    const registry = new JobRegistry();
    for (let i = 0; i < 2; i += 1) registry.register({ name: 'test.twice', run: () => Promise.resolve() });
    expect(() => registry.assertComplete()).toThrow(JobHandlersWrong);
  });
});
