import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type Id, systemActor } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { viewEndedChannel, ViewRepository } from './view.repository';

/** Why a stream was cut: its view has ended. */
export class ViewEnded extends Error {
  constructor() {
    super('the view has ended');
    this.name = 'ViewEnded';
  }
}

const beatMillis = 5_000;

interface Running {
  readonly controller: AbortController;
  readonly over: Promise<void>;
}

/** The streams that run in this process, by view: so that they can be cut, and be known to have died with it. */
@Injectable()
export class RunningStreams implements OnModuleInit, OnModuleDestroy {
  readonly #running = new Map<Id, Set<Running>>();
  #listener: { stop: () => Promise<void> } | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly vault: VaultDatabase,
    private readonly views: ViewRepository,
  ) {}

  async onModuleInit(): Promise<void> {
    this.#listener = await this.vault.listen(viewEndedChannel, (id) => void this.cut(id));
    this.#timer = setInterval(() => void this.#beat(), beatMillis);
    this.#timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#listener?.stop();
  }

  /** Runs one stream of a view under a signal that ends with the view. */
  async run<T>(viewId: Id, stream: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const result = stream(controller.signal);
    const running = { controller, over: result.then(nothing, nothing) };
    const ofView = this.#running.get(viewId) ?? new Set<Running>();
    this.#running.set(viewId, ofView.add(running));
    try {
      return await result;
    } finally {
      ofView.delete(running);
      if (ofView.size === 0) this.#running.delete(viewId);
    }
  }

  /** Cuts the view's streams here and waits until they have ended. */
  async cut(viewId: Id): Promise<void> {
    const ofView = [...(this.#running.get(viewId) ?? [])];
    for (const { controller } of ofView) controller.abort(new ViewEnded());
    await Promise.all(ofView.map(({ over }) => over));
  }

  async #beat(): Promise<void> {
    const ids = [...this.#running.keys()];
    if (ids.length === 0) return;
    // A missed beat is made up for by the next; a database that stays away ends the streams by their session.
    await this.vault.transaction({ actor: systemActor }, (tx) => this.views.systemBeat(tx, ids)).catch(nothing);
  }
}

function nothing(): void {
  return undefined;
}
