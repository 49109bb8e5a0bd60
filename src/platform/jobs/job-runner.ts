import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, jitter, Refusal, systemContext } from '../../kernel';
import { VaultDatabase } from '../database';
import { Log } from '../logging';
import { Settings } from '../settings';
import { JobRegistry } from './job-registry';
import { OutboxRows } from './outbox-rows';
import { type JobQueue, openQueue } from './queue';

const tickMillis = 1_000;
const beatMillis = 20_000;

/** Dispatches the outbox to the queue and works it off, in processes whose role is `all` or `worker`. */
@Injectable()
export class JobRunner {
  readonly #rows: OutboxRows;
  #queue: JobQueue | null = null;
  #listener: { stop: () => Promise<void> } | null = null;
  #timer: NodeJS.Timeout | null = null;
  #ticking: Promise<void> | null = null;
  #dispatching: Promise<void> | null = null;
  readonly #stopping = new AbortController();
  #ticks = 0;

  constructor(
    private readonly database: VaultDatabase,
    private readonly registry: JobRegistry,
    private readonly settings: Settings,
    private readonly log: Log,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#rows = new OutboxRows(database);
  }

  /** Checks that every job has its handler and, unless this process only serves, begins to work. */
  async start(databaseUrl: string): Promise<void> {
    this.registry.assertComplete();
    if (this.settings.role === 'api') return;
    this.#queue = openQueue({ redisUrl: this.settings.redisUrl, databaseUrl });
    await this.#queue.work(this.settings.jobConcurrency, (id) => this.#run(id));
    this.#listener = await this.database.listen('jobs_outbox', () => void this.#dispatch());
    this.#timer = setInterval(() => void (this.#ticking = this.#tick()), tickMillis);
    this.#ticking = this.#tick();
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#stopping.abort(new Error('the vault stops'));
    await this.#listener?.stop();
    await this.#ticking;
    await this.#dispatching;
    await this.#queue?.close();
  }

  async #tick(): Promise<void> {
    this.#ticks += 1;
    try {
      if (this.#ticks % 10 === 1)
        for (const job of this.registry.scheduled()) await this.#rows.schedule(job, this.clock.now().getTime());
      if (this.#ticks % 3_600 === 1) await this.#rows.forgetOld();
    } catch (error) {
      this.log.warn('jobs not scheduled', { error });
    }
    await this.#dispatch();
  }

  /** One dispatch at a time; a notice during one is answered by the next tick at the latest. */
  async #dispatch(): Promise<void> {
    this.#dispatching ??= this.#dispatchDue().finally(() => (this.#dispatching = null));
    await this.#dispatching;
  }

  async #dispatchDue(): Promise<void> {
    try {
      for (let ids = await this.#rows.takeDue(100); ids.length > 0; ids = await this.#rows.takeDue(100))
        await this.#queue?.add(ids);
    } catch (error) {
      this.log.warn('jobs not dispatched', { error });
    }
  }

  async #run(id: string): Promise<void> {
    const row = await this.#rows.begin(id);
    if (row === null) return;
    const beat = setInterval(() => void this.#rows.beat(id).catch(() => undefined), beatMillis);
    try {
      for (const handler of this.registry.handlersOf(row.name))
        await handler.run({
          body: row.body,
          context: systemContext(row.traceId),
          attempt: row.attempt,
          signal: this.#stopping.signal,
        });
      await this.#rows.finish(id);
    } catch (error) {
      this.log.warn('job failed', { job: row.name, traceId: row.traceId, count: row.attempt, error });
      const code = error instanceof Refusal ? error.code : 'internal_error';
      await this.#rows.fail(row, code, Math.min(2 ** row.attempt, 600) * (0.5 + jitter())).catch(() => undefined);
    } finally {
      clearInterval(beat);
    }
  }
}
