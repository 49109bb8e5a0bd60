import type { Id } from '../../../kernel';

/** What one destruction had ended before a backup of earlier was restored: a person as a whole, or some items. */
export interface EndedBefore {
  /** The plan of then, as the log names it; null where only the keystore remembers. */
  readonly plan: Id | null;
  readonly subject: Id | null;
  readonly media: readonly Id[];
  /** What had become other people's before: it is moved again first, and does not end with them. */
  readonly moved: readonly Move[];
}

/** An item that became another person's. */
export interface Move {
  readonly media: Id;
  readonly subject: Id;
}

/** An entry about the end of an item, or of a person. */
export interface EndEntry {
  readonly plan: Id | null;
  readonly subject: Id | null;
  readonly media: Id | null;
}

/** One for each person and one for the items of each plan. */
export function endedBefore(entries: Iterable<EndEntry>): EndedBefore[] {
  const people: EndedBefore[] = [];
  const items = new Map<Id | null, Id[]>();
  for (const { plan, subject, media } of entries) {
    const known = items.get(plan);
    if (media !== null && known !== undefined) known.push(media);
    else if (media !== null) items.set(plan, [media]);
    else if (subject !== null) people.push({ plan, subject, media: [], moved: [] });
  }
  return [...people, ...[...items].map(([plan, media]) => ({ plan, subject: null, media, moved: [] }))];
}
