import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type Id, systemActor } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { GrantRepository } from './grant.repository';

/** Why a stream was cut. */
export class GrantEnded extends Error {
  constructor() {
    super('the grant has ended');
    this.name = 'GrantEnded';
  }
}

interface Watched {
  readonly controller: AbortController;
  timer: NodeJS.Timeout | null;
}

/** A grant that cannot be looked up for this long counts as ended. */
const patience = { attempts: 4, everyMs: 1_000 };

/**
 * Tells running streams that their grant has ended. The news comes by NOTIFY in the transaction that ended it; after a
 * lost connection everything watched is looked up again, so that no news is missed.
 */
@Injectable()
export class GrantWatch implements OnModuleInit, OnModuleDestroy {
  readonly #watched = new Map<Id, Watched>();
  #listener: { stop: () => Promise<void> } | null = null;

  constructor(
    private readonly database: VaultDatabase,
    private readonly repository: GrantRepository,
  ) {}

  async onModuleInit(): Promise<void> {
    this.#listener = await this.database.listen('grant_ended', (payload) => {
      // An empty notice says that the connection was lost for a while.
      for (const id of payload === '' ? [...this.#watched.keys()] : [payload]) void this.#look(id);
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.#listener?.stop();
    for (const { timer } of this.#watched.values()) if (timer) clearTimeout(timer);
    this.#watched.clear();
  }

  /** One signal for each caller: an abandoned one is collected with its stream. */
  signal(grantId: Id): AbortSignal {
    const known = this.#watched.get(grantId);
    if (known !== undefined) return AbortSignal.any([known.controller.signal]);
    const controller = new AbortController();
    this.#watched.set(grantId, { controller, timer: null });
    void this.#look(grantId);
    return AbortSignal.any([controller.signal]);
  }

  /** Looks the grant up and sets the timer for its end, or ends it now. */
  async #look(grantId: Id): Promise<void> {
    if (!this.#watched.has(grantId)) return;
    const millis = await this.#remaining(grantId, patience.attempts);
    const watched = this.#watched.get(grantId);
    if (watched === undefined) return;
    if (watched.timer) clearTimeout(watched.timer);
    if (millis > 0) watched.timer = setTimeout(() => void this.#look(grantId), millis).unref();
    else this.#end(grantId, watched);
  }

  /** How long the grant still holds by the database's clock; 0 where it does not, or where nobody can say. */
  async #remaining(grantId: Id, attempts: number): Promise<number> {
    try {
      return await this.database.read({ actor: systemActor }, (tx) => this.repository.remainingMs(tx, grantId));
    } catch {
      if (attempts <= 1 || this.#listener === null) return 0;
      await delay(patience.everyMs, undefined, { ref: false });
      return this.#remaining(grantId, attempts - 1);
    }
  }

  #end(grantId: Id, { controller }: Watched): void {
    this.#watched.delete(grantId);
    controller.abort(new GrantEnded());
  }
}
