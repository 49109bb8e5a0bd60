import type { KeyObject } from 'node:crypto';
import type { Clock } from '../../../kernel';

const lifeMillis = 60_000;
const capacity = 4096;

/**
 * Unwrapped wrapping keys (epoch, month and subject keys, lookup keys) for at most a minute, in this process only. Data and payload keys are
 * not kept: their rows are read each time, so that a destroyed one opens nothing from the next request on.
 */
export class KeyCache {
  #generation = 0;
  private readonly kept = new Map<string, { key: KeyObject; until: number }>();

  constructor(private readonly clock: Clock) {}

  /** The key of that name, made by `unwrap` where it is not kept. Names carry id and version: a new key is a new name. */
  async get(name: string, unwrap: () => KeyObject | Promise<KeyObject>): Promise<KeyObject> {
    const now = this.clock.now().getTime();
    const hit = this.kept.get(name);
    if (hit !== undefined && hit.until > now) return hit.key;
    const generation = this.#generation;
    const key = await unwrap();
    if (generation !== this.#generation) return key;
    this.kept.delete(name);
    this.makeRoom(now);
    this.kept.set(name, { key, until: now + lifeMillis });
    return key;
  }

  forget(name: string): void {
    this.kept.delete(name);
  }

  /** Forgets everything, also what is being unwrapped at this moment. */
  forgetAll(): void {
    this.#generation += 1;
    this.kept.clear();
  }

  /** Changes with each `forgetAll`: what was kept under another one is not to be used. */
  get generation(): number {
    return this.#generation;
  }

  /** Entries stand in the order of their end, oldest first. */
  private makeRoom(now: number): void {
    for (const [name, entry] of this.kept) {
      if (entry.until > now && this.kept.size < capacity) return;
      this.kept.delete(name);
    }
  }
}
