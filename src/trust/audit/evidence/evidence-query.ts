import type { Id } from '../../../kernel';
import { isAuditType, operationOf } from '../event-types';
import type { LeafEvent } from '../format/leaf';

/**
 * What a piece of evidence is about: each member that is given narrows by equality with the leaf. Nothing else may be
 * asked, so that an outsider can run the same query over the leaves and must find the same entries.
 */
export interface EvidenceQuery {
  readonly actor?: Id;
  readonly subject?: Id;
  /** One item, or any of several. */
  readonly media?: Id | readonly Id[];
  readonly ticket?: { readonly sys: string; readonly id: string };
  readonly type?: string;
  readonly operation?: string;
  readonly class?: string;
  readonly purpose?: string;
  readonly decision?: string;
}

/** The members of a query with their place in the leaf and among the search columns. */
const places: {
  readonly [Name in keyof EvidenceQuery]-?: {
    readonly column: string;
    readonly value: (event: LeafEvent) => unknown;
  };
} = {
  actor: { column: 'actor', value: ({ actor }) => actor.id },
  subject: { column: 'subject', value: ({ subj }) => subj },
  media: { column: 'media', value: ({ obj }) => obj?.media },
  ticket: { column: 'ticket', value: ({ ticket }) => ticket },
  type: { column: 'type', value: ({ type }) => type },
  operation: { column: 'operation', value: ({ type }) => (isAuditType(type) ? operationOf(type) : 'system') },
  class: { column: 'class', value: ({ obj }) => obj?.class },
  purpose: { column: 'purpose', value: ({ purpose }) => purpose },
  decision: { column: 'decision', value: ({ decision }) => decision },
};
const names = Object.keys(places) as (keyof EvidenceQuery)[];

/** Whether an entry is one of those asked for. */
export function isChosen(query: EvidenceQuery, event: LeafEvent): boolean {
  return names.every((name) => {
    const asked = query[name];
    const found = places[name].value(event);
    if (asked === undefined) return true;
    if (typeof asked === 'string') return found === asked;
    if (isList(asked)) return asked.some((one) => one === found);
    const ticket = found as LeafEvent['ticket'];
    return ticket?.sys === asked.sys && ticket.id === asked.id;
  });
}

/** The same as conditions on the search columns of `l`, with their values appended to the parameters. */
export function chosenSql(query: EvidenceQuery, parameters: unknown[]): string[] {
  return names.flatMap((name) => {
    const asked = query[name];
    if (asked === undefined) return [];
    if (typeof asked === 'string') return [`l.${places[name].column} = $${parameters.push(asked)}`];
    if (isList(asked)) return [`l.${places[name].column} = ANY($${parameters.push(asked)}::uuid[])`];
    return [`l.ticket_system = $${parameters.push(asked.sys)}`, `l.ticket = $${parameters.push(asked.id)}`];
  });
}

function isList(asked: object): asked is readonly Id[] {
  return Array.isArray(asked);
}
