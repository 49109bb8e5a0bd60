import type { Id } from '../../../kernel';

/** What the rules see of an entry: codes, ids and its time. No personal part is ever opened for them. */
export interface Act {
  readonly n: number;
  /** Occurred at, milliseconds since 1970. */
  readonly at: number;
  readonly type: string;
  readonly decision: string;
  readonly actor: Id;
  readonly subject: Id | null;
  readonly media: Id | null;
  readonly reason: string | null;
}

const openings = new Set(['view.opened', 'media.read.open']);

export function isOpening({ type, decision }: Act): boolean {
  return decision === 'allow' && openings.has(type);
}

export function isDenial({ decision }: Act): boolean {
  return decision === 'deny';
}

/** Denials that say the reason for looking is gone: the ticket, or the grant that stood under it. */
const withoutTicket = new Set(['ticket_closed', 'no_ticket', 'ticket_purpose', 'grant_expired', 'grant_suspended']);

export function isWithoutTicket(act: Act): boolean {
  return isDenial(act) && act.reason !== null && withoutTicket.has(act.reason);
}

const outOfSight = new Set(['absent', 'out_of_reach', 'not_found']);

/** Asked for by an id that nothing visible has. */
export function isMiss(act: Act): boolean {
  return isDenial(act) && act.reason !== null && outOfSight.has(act.reason);
}
