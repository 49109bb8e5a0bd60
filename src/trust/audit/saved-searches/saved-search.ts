import type { Id } from '../../../kernel';

/** A search of the log that a person keeps, and may want news of. */
export interface SavedSearch {
  readonly id: Id;
  readonly name: string;
  /** As it was written; it can be read (`parseQuery`). */
  readonly q: string;
  /** Whether new entries that it finds are told to its person. */
  readonly notify: boolean;
  readonly version: number;
  readonly createdAt: Date;
}

export const mostSearches = 50;
