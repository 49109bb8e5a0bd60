import type { Id } from '../../../kernel';

/** What a human says of an item on which others are, when the person whose item it is ends. */
export const peopleDecisions = ['keep', 'masked', 'destroy'] as const;
export type PeopleChoice = (typeof peopleDecisions)[number];

/** An item on which others who live are to be seen, with the newest decision that was made since the last of them was stated. */
export interface SharedItem {
  readonly media: Id;
  /** As their survivors. */
  readonly people: readonly Id[];
  readonly decision: PeopleChoice | null;
  /** Whose claim remains, as their survivor. */
  readonly person: Id | null;
  /** Whether the masked copy that was decided for can be opened still. */
  readonly copyThere: boolean;
}

/** What becomes of such an item: it goes, it moves to somebody, or nobody has said so yet. */
export type PeopleAnswer = { readonly open: true } | { readonly open: false; readonly movesTo: Id | null };

const unanswered: PeopleAnswer = { open: true };

/** A decision holds only while what it rests on does: a person who is on the item and lives, a copy that opens. */
export function answerOf({ people, decision, person, copyThere }: SharedItem): PeopleAnswer {
  if (decision === null) return unanswered;
  if (decision === 'destroy') return { open: false, movesTo: null };
  if (person === null || !people.includes(person)) return unanswered;
  if (decision === 'keep') return { open: false, movesTo: person };
  return copyThere ? { open: false, movesTo: null } : unanswered;
}
