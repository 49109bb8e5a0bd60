import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Id, newId, systemActor } from '../../../kernel';
import { KeystoreDatabase, type Transaction } from '../../../platform/database';
import { KeyCache } from '../custody/key-cache';
import { KeystoreWork } from '../custody/keystore-work';
import { EndRepository } from '../epochs/end.repository';
import { guarded } from '../keys.errors';
import { NodeRepository } from './node.repository';

/** Whether ended keys are out of the memory of every process. */
export type GoneConfirmation =
  | { readonly gone: true; readonly at: Date; readonly nodes: number }
  | { readonly gone: false; readonly reason: 'key_lives' }
  | { readonly gone: false; readonly reason: 'waiting_for_nodes'; readonly nodes: readonly Id[] };

const system = { actor: systemActor };
const channel = 'strongroom_keys';
const beatMillis = 10_000;
/** Nothing stays in memory for more than 60 s, and what is not in memory has to be read: who is silent for longer holds no ended key. */
const silentSeconds = 90;
const pollMillis = 50;

/**
 * Every process that may keep keys in memory, in a table, with a sign of life. Ended keys have no row to be read from; a call
 * makes all processes drop what they keep, wait for what they had begun, drop it again, and say so.
 */
@Injectable()
export class KeyNodes implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #id = newId();
  #timer: NodeJS.Timeout | null = null;
  #listening: { stop: () => Promise<void> } | null = null;
  #following: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: KeystoreDatabase,
    private readonly nodes: NodeRepository,
    private readonly ends: EndRepository,
    private readonly work: KeystoreWork,
    private readonly cache: KeyCache,
  ) {}

  /** Not before the whole vault has been made: a start that is refused leaves nobody listening. */
  async onApplicationBootstrap(): Promise<void> {
    await this.#change((tx) => this.nodes.beat(tx, this.#id));
    this.#listening = await this.database.listen(channel, () => this.#wake());
    this.#timer = setInterval(() => this.#wake(), beatMillis);
    this.#timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#listening?.stop();
    await this.#following;
    this.cache.forgetAll();
    await this.#change((tx) => this.nodes.remove(tx, this.#id)).catch(() => undefined);
  }

  /** Has every process forget, and waits so long for all of them. May be asked again until it is true. */
  async confirmGone(keyIds: readonly Id[], waitMillis = 15_000): Promise<GoneConfirmation> {
    const call = await this.#change(async (tx) => {
      if ((await this.ends.countLiving(tx, keyIds)) > 0) return null;
      return this.nodes.call(tx, channel);
    });
    if (call === null) return { gone: false, reason: 'key_lives' };
    for (let left = waitMillis / pollMillis; ; left -= 1) {
      const { waiting, confirmed, at } = await this.#standing(call);
      if (waiting.length === 0) return { gone: true, at, nodes: confirmed };
      if (left <= 0) return { gone: false, reason: 'waiting_for_nodes', nodes: waiting };
      await delay(pollMillis);
    }
  }

  async #standing(call: number) {
    return this.#change(async (tx) => ({
      ...(await this.nodes.standing(tx, call, silentSeconds)),
      at: await tx.now(),
    }));
  }

  /** One after the other. A failure is made good by the next sign of life; until then the process counts as waited for. */
  #wake(): void {
    this.#following = this.#following.then(() => this.#follow()).catch(() => undefined);
  }

  async #follow(): Promise<void> {
    const { call, cleared } = await this.#change((tx) => this.nodes.beat(tx, this.#id));
    if (cleared >= call) return;
    this.cache.forgetAll();
    await this.work.settled();
    this.cache.forgetAll();
    await this.#change((tx) => this.nodes.confirm(tx, this.#id, call));
  }

  async #change<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return guarded(() => this.database.transaction(system, work));
  }
}
