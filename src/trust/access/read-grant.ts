import type { Id } from '../../kernel';
import type { Rendition } from './opening';

/** The key to `ReadGrant`'s maker. It stays inside this module: the door does not export it. */
export const issue = Symbol('issue');

export interface ReadGrantFacts {
  /** Number of the sealed entry: the watermark, and the tag of every request to the store. */
  readonly entry: number;
  readonly entryId: Id;
  readonly grantId: Id;
  readonly actorId: Id;
  readonly mediaId: Id;
  readonly objectId: Id;
  readonly part: Rendition;
  readonly range: string;
  /** When everything that was opened with it ends, by the database's clock. */
  readonly expiresAt: Date;
}

/**
 * The proof that an opening was decided and that its entry is sealed. Media is opened with one and cannot be opened
 * without: only `Access.authorizeOpening` makes it.
 */
export class ReadGrant {
  readonly #genuine = true;

  private constructor(readonly facts: ReadGrantFacts) {}

  static [issue](facts: ReadGrantFacts): ReadGrant {
    return new ReadGrant(Object.freeze({ ...facts }));
  }

  /** Whether a value came from here, and not from a cast. */
  static isGenuine(value: unknown): value is ReadGrant {
    return typeof value === 'object' && value !== null && #genuine in value && value.#genuine;
  }

  get entry(): number {
    return this.facts.entry;
  }

  get entryId(): Id {
    return this.facts.entryId;
  }

  get grantId(): Id {
    return this.facts.grantId;
  }

  get expiresAt(): Date {
    return this.facts.expiresAt;
  }

  get part(): Rendition {
    return this.facts.part;
  }
}
