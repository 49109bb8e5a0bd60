import type { Id } from '../../../kernel';

/** The key to `ReadLicence`'s maker: the repository of views alone holds it. */
export const issueLicence = Symbol('issue licence');

export interface LicenceFacts {
  /** The view that stands for the opening. */
  readonly id: Id;
  readonly mediaId: Id;
  /** Number of the sealed entry. */
  readonly entry: number;
  readonly grantId: Id;
  readonly sessionId: Id | null;
  readonly expiresAt: Date;
}

/**
 * The proof that an item's opening stands in the log: made from access's `ReadGrant` when the view is written, and from
 * the view's own row for each later range. Keys are unwrapped for one, and for nothing else.
 */
export class ReadLicence {
  readonly #genuine = true;

  private constructor(readonly facts: LicenceFacts) {}

  static [issueLicence](facts: LicenceFacts): ReadLicence {
    const { id, mediaId, entry, grantId, sessionId, expiresAt } = facts;
    return new ReadLicence(Object.freeze({ id, mediaId, entry, grantId, sessionId, expiresAt }));
  }

  /** Throws unless this came from here, and not from a cast, and is for this very item. */
  static assert(licence: unknown, mediaId: Id): void {
    const genuine = typeof licence === 'object' && licence !== null && #genuine in licence && licence.#genuine;
    if (!genuine || licence.facts.mediaId !== mediaId) throw new TypeError('Media is opened with a licence for it.');
  }
}
