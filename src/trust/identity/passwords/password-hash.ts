import { hash, parseOptions, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { newSecret } from '../../../kernel';
import { TooManyRequests } from '../identity.errors';
import { normalisePassword } from './password-rules';

/** OWASP's first choice for argon2id (the library's default algorithm): 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** libuv has four threads, which also read and write files: hashing takes two of them at most. */
const atOnce = 2;
const longestQueue = 64;

/** Hashes and checks passwords on the thread pool, never on the event loop. */
@Injectable()
export class PasswordHashes {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  #decoy: Promise<string> | null = null;

  async make(password: string): Promise<string> {
    return this.#inTurn(() => hash(normalisePassword(password), cost));
  }

  /** Whether the password is the one of the hash. Without a hash it does the same work and answers no. */
  async matches(stored: string | null, password: string): Promise<boolean> {
    const against = stored ?? (await (this.#decoy ??= this.make(newSecret())));
    const same = await this.#inTurn(() => verify(against, normalisePassword(password)));
    return same && stored !== null;
  }

  /** Whether a hash was made with weaker or other settings than today's. */
  isOutdated(stored: string): boolean {
    const used = parseOptions(stored);
    return (
      used.memoryCost !== cost.memoryCost || used.timeCost !== cost.timeCost || used.parallelism !== cost.parallelism
    );
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= atOnce) {
      if (this.#waiting.length >= longestQueue) throw new TooManyRequests(2);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
