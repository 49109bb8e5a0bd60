import type { Id } from '../../../kernel';
import type { Recipient } from '../../../records/recipients';

/** Where a notice to one recipient stands. `impossible` also stands for a disproportionate effort (GDPR Art 19). */
export const noticeStates = ['open', 'told', 'acknowledged', 'impossible'] as const;
export type NoticeState = (typeof noticeStates)[number];

/** The one table of states. Telling again is a reminder; what has ended begins again only when more items go. */
export const noticeTurns: Readonly<Record<NoticeState, readonly NoticeState[]>> = {
  open: ['told', 'impossible'],
  told: ['told', 'acknowledged', 'impossible'],
  acknowledged: [],
  impossible: [],
};

/** What one recipient has to be told about one request. */
export interface Notice {
  readonly request: Id;
  readonly recipient: Recipient;
  readonly erased: readonly Id[];
  readonly restricted: readonly Id[];
  readonly state: NoticeState;
  readonly openedAt: Date;
  readonly toldAt: Date | null;
  /** From then on somebody asks again. */
  readonly remindAt: Date;
  readonly endedAt: Date | null;
}

export function canTurnNotice(from: NoticeState, to: NoticeState): boolean {
  return noticeTurns[from].includes(to);
}
