import { Injectable } from '@nestjs/common';
import type { EventBody, RequestContext } from '../../kernel';

/** What a handler knows of the work it does: the ids it was left, and the request that left it. */
export interface JobRun {
  readonly body: EventBody;
  readonly context: RequestContext;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Aborts when the vault stops: long work breaks off, and is begun again after the start. */
  readonly signal: AbortSignal;
}

/** A kind of durable work. `run` may happen twice: it must leave the same state as once. */
export interface JobHandler {
  readonly name: string;
  /** Also runs by itself, so often; at most one run of it is open at a time. */
  readonly everySeconds?: number;
  run(run: JobRun): Promise<void>;
}

/** A job without a handler, or with two, stops the start. */
export class JobHandlersWrong extends Error {
  constructor(name: string, count: number) {
    super(`The job ${name} has ${count} handlers; it needs exactly one.`);
    this.name = 'JobHandlersWrong';
  }
}

const prefix = 'event.';

/** Who does which job, and who hears which event. Modules register when they are initialised. */
@Injectable()
export class JobRegistry {
  readonly #needed = new Set<string>();
  readonly #handlers = new Map<string, JobHandler[]>();

  /** Declares that this program writes jobs of that name into the outbox. */
  need(name: string): void {
    this.#needed.add(name);
  }

  register(handler: JobHandler): void {
    this.#handlers.set(handler.name, [...(this.#handlers.get(handler.name) ?? []), handler]);
  }

  /** Hears an event of a lower module; several may. */
  subscribe(event: string, run: JobHandler['run']): void {
    this.register({ name: eventJob(event), run });
  }

  handlersOf(name: string): readonly JobHandler[] {
    return this.#handlers.get(name) ?? [];
  }

  scheduled(): JobHandler[] {
    return [...this.#handlers.values()].flat().filter(({ everySeconds }) => everySeconds !== undefined);
  }

  assertComplete(): void {
    const jobs = new Set([...this.#needed, ...[...this.#handlers.keys()].filter((name) => !name.startsWith(prefix))]);
    for (const name of jobs) {
      const count = this.handlersOf(name).length;
      if (count !== 1) throw new JobHandlersWrong(name, count);
    }
  }
}

/** The outbox name under which an event travels. */
export function eventJob(event: string): string {
  return `${prefix}${event}`;
}
