import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type Id, systemActor } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { Settings } from '../../../platform/settings';
import { findStillValid } from './session.repository';

const pollMillis = 1_000;
/** A session that nobody could confirm for so long counts as ended. */
const unconfirmedMillis = 4_500;

/**
 * Tells long work under a session that the session has ended: at once by NOTIFY, and by asking every second for what
 * passed a limit or for notices that were lost. While nothing is watched it does nothing.
 */
@Injectable()
export class SessionWatch implements OnModuleDestroy {
  readonly #watched = new Map<Id, AbortController>();
  readonly #idleSeconds: number;
  #listener: Promise<{ stop: () => Promise<void> } | null> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #asking = false;
  #confirmedAt = 0;

  constructor(
    private readonly vault: VaultDatabase,
    settings: Settings,
  ) {
    this.#idleSeconds = settings.sessionIdleMinutes * 60;
  }

  watch(id: Id): AbortSignal {
    const known = this.#watched.get(id);
    if (known !== undefined) return known.signal;
    if (this.#watched.size === 0) this.#confirmedAt = performance.now();
    const controller = new AbortController();
    this.#watched.set(id, controller);
    this.#begin();
    void this.#ask();
    return controller.signal;
  }

  async onModuleDestroy(): Promise<void> {
    this.#rest();
    this.#watched.clear();
    const listener = this.#listener;
    this.#listener = null;
    await (await listener)?.stop();
  }

  #begin(): void {
    this.#listener ??= this.vault.listen('session_ended', (id) => this.#hear(id)).catch(() => null);
    if (this.#timer !== null) return;
    this.#timer = setInterval(() => this.#tick(), pollMillis);
    this.#timer.unref();
  }

  #rest(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** An empty notice says that the connection was away: anything may have been missed. */
  #hear(id: Id): void {
    if (id === '') void this.#ask();
    else this.#cut(id);
  }

  #tick(): void {
    if (this.#watched.size === 0) {
      this.#rest();
      return;
    }
    if (performance.now() - this.#confirmedAt > unconfirmedMillis)
      for (const id of [...this.#watched.keys()]) this.#cut(id);
    void this.#ask();
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const ids = [...this.#watched.keys()];
      const valid = await this.vault.read({ actor: systemActor }, (tx) => findStillValid(tx, ids, this.#idleSeconds));
      this.#confirmedAt = performance.now();
      for (const id of ids) if (!valid.has(id)) this.#cut(id);
    } catch {
      // Unconfirmed: `#tick` cuts when it lasts.
    } finally {
      this.#asking = false;
    }
  }

  #cut(id: Id): void {
    const controller = this.#watched.get(id);
    this.#watched.delete(id);
    controller?.abort(new SessionEnded());
  }
}

/** Why a watched stream was cut. */
export class SessionEnded extends Error {
  constructor() {
    super('The session ended while this was running.');
    this.name = 'SessionEnded';
  }
}
