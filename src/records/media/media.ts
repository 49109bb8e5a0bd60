import { InvalidTransition } from './media.errors';

/** Where a media item stands. While it is `receiving` there is a reservation and no item yet. */
export const mediaStates = ['receiving', 'quarantined', 'available', 'destroyed'] as const;
export type MediaState = (typeof mediaStates)[number];

/** What may happen to an item. */
export type MediaTurn = 'release' | 'quarantine' | 'destroy';

/**
 * The one table of states: what is not here cannot happen. A damaged object takes an available item back into quarantine.
 * From the moment that an item is destroyed nothing leads back.
 */
export const mediaTurns: Readonly<Record<MediaState, Partial<Record<MediaTurn, MediaState>>>> = {
  receiving: { release: 'available', quarantine: 'quarantined' },
  quarantined: { release: 'available', quarantine: 'quarantined', destroy: 'destroyed' },
  available: { quarantine: 'quarantined', destroy: 'destroyed' },
  destroyed: {},
};

/** The state after a turn; a turn that the table does not know is a fault of the program. */
export function turned(state: MediaState, turn: MediaTurn): MediaState {
  const next = mediaTurns[state][turn];
  if (next === undefined) throw new InvalidTransition(state, turn);
  return next;
}

/** Whether bytes of the item may be opened at all; who may do so is decided elsewhere. */
export function canBeOpened(state: MediaState): boolean {
  return state === 'available';
}
