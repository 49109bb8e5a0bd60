import { Injectable } from '@nestjs/common';
import { type EventBody, type Id, Refusal, type RequestContext, systemActor } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../database';
import { Log } from '../../logging';
import { JobRegistry, type JobRun } from '../job-registry';
import { Outbox } from '../outbox';
import type { Operation } from './operation';
import {
  addOperation,
  askCancellation,
  findOperation,
  listOperations,
  type OperationPage,
  type OperationScope,
  systemBegin,
  systemFinish,
  systemForgetOld,
  systemProgress,
} from './operation.repository';

/** What a handler knows of the long work it does. */
export interface OperationRun {
  readonly id: Id;
  /** Whoever asked, with the roles of that moment; where they asked from is not kept. */
  readonly context: RequestContext;
  readonly parameters: EventBody;
  /** Aborts when somebody asked for the end, or when the vault stops. */
  readonly signal: AbortSignal;
  /** Says how far it has come. Cheap: it is written down at most once a second. */
  progress(done: number, total: number | null): void;
}

/** A kind of long work. `run` begins from nothing whenever it is called, and answers where its result is. */
export interface OperationHandler {
  readonly kind: string;
  run(run: OperationRun): Promise<{ href: string | null }>;
}

/** There is no such operation, or it is somebody else's: one answer for both. */
export class OperationNotFound extends Refusal {
  constructor() {
    super('not_found', 'There is no such operation, or it is not yours.');
  }
}

/** Why running work was aborted. */
class Cancelled extends Error {
  constructor() {
    super('the operation was cancelled');
    this.name = 'Cancelled';
  }
}

const system = { actor: systemActor };
/** A passing fault (a store or database that is away, a bug that may be of the moment) is tried so often. */
const maxAttempts = 4;
const stepMillis = 1_000;
const jobPrefix = 'operation.';

/**
 * Long work that a request leaves behind: it answers 202 with the operation's address, the job does the rest. The job
 * survives restarts because the outbox does; an attempt that broke off is begun again from nothing.
 */
@Injectable()
export class Operations {
  constructor(
    private readonly database: VaultDatabase,
    private readonly registry: JobRegistry,
    private readonly outbox: Outbox,
    private readonly log: Log,
  ) {
    registry.register({ name: 'operations.forget', everySeconds: 86_400, run: () => this.#forget() });
  }

  /** Modules register what they do when they are initialised. */
  register(handler: OperationHandler): void {
    this.registry.register({ name: `${jobPrefix}${handler.kind}`, run: (job) => this.#run(handler, job) });
  }

  /** Orders work in the caller's transaction. The caller records the entry about it; parameters are ids, codes and times. */
  async start(
    tx: Transaction,
    context: RequestContext,
    order: { readonly kind: string; readonly parameters: EventBody; readonly total?: number },
  ): Promise<Operation> {
    const operation = await addOperation(tx, context, { ...order, total: order.total ?? null });
    await this.outbox.order(tx, context, { name: `${jobPrefix}${order.kind}`, body: { operation: operation.id } });
    return operation;
  }

  async get(context: RequestContext, id: Id, scope: OperationScope): Promise<Operation> {
    const operation = await this.database.read(context, (tx) => findOperation(tx, id, scope));
    if (operation === null) throw new OperationNotFound();
    return operation;
  }

  /** One more than `limit` where there are more. */
  async list(context: RequestContext, page: OperationPage, scope: OperationScope) {
    return this.database.read(context, (tx) => listOperations(tx, { ...page, limit: page.limit + 1 }, scope));
  }

  /** Asks for the end of work that is not finished; finished work stays as it is. */
  async cancel(context: RequestContext, id: Id, scope: OperationScope): Promise<Operation> {
    const asked = await this.database.transaction(context, (tx) => askCancellation(tx, id, scope));
    return asked ?? this.get(context, id, scope);
  }

  async #run(handler: OperationHandler, { body, attempt, signal: stopping }: JobRun): Promise<void> {
    const id = String(body['operation']);
    const operation = await this.database.transaction(system, (tx) => systemBegin(tx, id));
    if (operation === null) return this.#finish(id, { state: 'cancelled' });
    const steps = new Steps(this.database, id, stopping);
    try {
      const { href } = await handler.run({
        id,
        context: { actor: operation.actor, origin: { ip: null, userAgent: null }, traceId: operation.traceId },
        parameters: operation.parameters,
        signal: steps.signal,
        progress: (done, total) => steps.note(done, total),
      });
      await steps.end();
      await this.#finish(id, { state: 'succeeded', resultHref: href });
    } catch (error) {
      await steps.end().catch(() => undefined);
      if (steps.cancelled) return this.#finish(id, { state: 'cancelled' });
      if (stopping.aborted || (isPassing(error) && attempt < maxAttempts)) throw error;
      this.log.warn('operation failed', { job: operation.kind, traceId: operation.traceId, error });
      await this.#finish(id, { state: 'failed', failure: error instanceof Refusal ? error.code : 'internal_error' });
    }
  }

  async #finish(id: Id, end: Parameters<typeof systemFinish>[2]): Promise<void> {
    await this.database.transaction(system, (tx) => systemFinish(tx, id, end));
  }

  async #forget(): Promise<void> {
    await this.database.transaction(system, systemForgetOld);
  }
}

/** A refusal that names no time to try again would be the same next time. */
function isPassing(error: unknown): boolean {
  return !(error instanceof Refusal) || error.options.retryAfterSeconds !== undefined;
}

/** Writes progress down once a second, and hears then whether somebody asked for the end. */
class Steps {
  readonly #abort = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly signal: AbortSignal;
  #noted: { done: number; total: number | null } | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: VaultDatabase,
    private readonly id: Id,
    stopping: AbortSignal,
  ) {
    this.signal = AbortSignal.any([this.#abort.signal, stopping]);
    this.#timer = setInterval(() => void (this.#writing = this.#write()), stepMillis);
  }

  get cancelled(): boolean {
    return this.#abort.signal.aborted;
  }

  note(done: number, total: number | null): void {
    this.#noted = { done, total };
  }

  /** The last step is written before the end is. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
    await this.#write();
  }

  async #write(): Promise<void> {
    const asked = await this.database
      .transaction(system, (tx) => systemProgress(tx, this.id, this.#noted))
      .catch(() => ({ cancelAsked: false }));
    if (asked.cancelAsked) this.#abort.abort(new Cancelled());
  }
}
