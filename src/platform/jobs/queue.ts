import { createPostgresBackend, type Processor, Queue, withBackend, Worker } from 'bullmq';
import { Client } from 'pg';

/** Carries outbox ids from the dispatcher to the workers. */
export interface JobQueue {
  readonly kind: 'redis' | 'postgres';
  add(ids: readonly string[]): Promise<void>;
  work(concurrency: number, run: (id: string) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

const name = 'strongroom';
const schema = 'queue';
/** A finished job is forgotten at once: the outbox knows. Its id is the outbox row's, so that a row waits in the queue once. */
const forget = { removeOnComplete: true, removeOnFail: true, attempts: 1 } as const;

type Carried = { id: string };

const onPostgres = withBackend(createPostgresBackend);

/** BullMQ on Redis where a URL is given, else on the vault's own PostgreSQL. The work is the same on both. */
export function openQueue(options: { redisUrl: string | undefined; databaseUrl: string }): JobQueue {
  return options.redisUrl === undefined ? new PostgresQueue(options.databaseUrl) : new RedisQueue(options.redisUrl);
}

/** Makes or updates BullMQ's own tables as their owner, and lets the application use them. */
export async function migrateQueue(ownerUrl: string): Promise<void> {
  const queue = new onPostgres.Queue(name, {
    connection: { connectionString: ownerUrl, schema, migrate: true, max: 2 },
  });
  await queue.waitUntilReady();
  await queue.close();
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  await client
    .query(
      // The backend makes one sequence a queue on first use, which the application may not: draw one number as the owner.
      `SELECT ${schema}.next_job_id('${name}');
       GRANT USAGE ON SCHEMA ${schema} TO strongroom_app;
       GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO strongroom_app;
       GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${schema} TO strongroom_app;
       GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${schema} TO strongroom_app`,
    )
    .finally(() => client.end());
}

abstract class BullQueue implements JobQueue {
  abstract readonly kind: 'redis' | 'postgres';
  protected abstract readonly queue: {
    addBulk(jobs: { name: string; data: Carried; opts: typeof forget & { jobId: string } }[]): Promise<unknown>;
    close(): Promise<void>;
  };
  protected abstract open(
    concurrency: number,
    process: Processor<Carried>,
  ): {
    waitUntilReady(): Promise<unknown>;
    close(force?: boolean): Promise<void>;
    on(event: 'error', listener: () => void): unknown;
  };
  #worker: ReturnType<BullQueue['open']> | null = null;

  async add(ids: readonly string[]): Promise<void> {
    await this.queue.addBulk(ids.map((id) => ({ name: 'run', data: { id }, opts: { ...forget, jobId: id } })));
  }

  async work(concurrency: number, run: (id: string) => Promise<void>): Promise<void> {
    this.#worker = this.open(concurrency, (job) => run(job.data.id));
    // BullMQ reconnects by itself; what is lost meanwhile is dispatched again from the outbox.
    this.#worker.on('error', () => undefined);
    await this.#worker.waitUntilReady();
  }

  async close(): Promise<void> {
    await this.#worker?.close();
    await this.queue.close();
  }
}

class RedisQueue extends BullQueue {
  readonly kind = 'redis';
  protected readonly queue;

  constructor(private readonly url: string) {
    super();
    this.queue = new Queue<Carried>(name, {
      connection: { url, maxRetriesPerRequest: 1, enableOfflineQueue: false },
      skipVersionCheck: true,
    });
    this.queue.on('error', () => undefined);
  }

  protected open(concurrency: number, process: Processor<Carried>): Worker<Carried> {
    return new Worker<Carried>(name, process, {
      connection: { url: this.url, maxRetriesPerRequest: null },
      concurrency,
    });
  }
}

class PostgresQueue extends BullQueue {
  readonly kind = 'postgres';
  protected readonly queue;

  constructor(private readonly url: string) {
    super();
    this.queue = new onPostgres.Queue<Carried>(name, { connection: this.#connection(2) });
    this.queue.on('error', () => undefined);
  }

  protected open(concurrency: number, process: Processor<Carried>): ReturnType<BullQueue['open']> {
    return new onPostgres.Worker<Carried>(name, process, { connection: this.#connection(3), concurrency });
  }

  #connection(max: number): { connectionString: string; schema: string; migrate: false; max: number } {
    return { connectionString: this.url, schema, migrate: false, max };
  }
}
