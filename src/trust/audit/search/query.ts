import { isIP } from 'node:net';
import { isId, roles, scopes } from '../../../kernel';
import { auditTypes } from '../event-types';
import { isTicketId } from '../format/ticket-id';
import { type Time } from './time';

/*
 * A search in the log, as it was written:
 *   query = term *(space term)           every term narrows
 *   term  = ["-"] name ":" value *("," value)     one of the values; "-" leaves them out
 *   value = word without space, comma and quote | '"' text '"' (\" and \\ inside)
 * and for at: one of  TIME  >=TIME  >TIME  <=TIME  <TIME  TIME..TIME.
 */

/** Everything to search for; each narrows. */
export type Query = readonly Term[];
export type Term = ValueTerm | TimeTerm;

export interface ValueTerm {
  readonly name: ValueName;
  readonly not: boolean;
  /** At least one; an entry has to carry one of them. */
  readonly values: readonly string[];
}

export interface TimeTerm {
  readonly name: 'at';
  readonly not: boolean;
  readonly is: { readonly compare: Comparison; readonly time: Time } | { readonly from: Time; readonly to: Time };
}

export const comparisons = ['>=', '<=', '>', '<', '='] as const;
export type Comparison = (typeof comparisons)[number];

interface Kind {
  /** All values there are, where the list is closed. */
  readonly values?: readonly string[];
  readonly accepts: (value: string) => boolean;
}

const closed = (values: readonly string[]): Kind => ({ values, accepts: (value) => values.includes(value) });
const code: Kind = { accepts: (value) => /^[a-z0-9][a-z0-9_.:-]{0,63}$/.test(value) };
const id: Kind = { accepts: isId };

/** What may be asked for besides the time. The values of classes and purposes are policy, so any code will do. */
export const valueTerms = {
  actor: id,
  role: closed([...roles, ...scopes, 'system']),
  subject: id,
  media: id,
  ticket: { accepts: (value) => ticketOf(value) !== null },
  purpose: code,
  class: code,
  part: code,
  operation: closed(['read', 'change', 'refusal', 'session', 'system']),
  type: closed(Object.keys(auditTypes)),
  decision: closed(['allow', 'deny', 'error']),
  ip: { accepts: isAddressOrNetwork },
} as const satisfies Record<string, Kind>;

export type ValueName = keyof typeof valueTerms;
export const termNames = [...(Object.keys(valueTerms) as ValueName[]), 'at'] as const;

export function isValueName(name: string): name is ValueName {
  return Object.hasOwn(valueTerms, name);
}

export function kindOf(name: ValueName): Kind {
  return valueTerms[name];
}

/** `system/id` taken apart; null where it is not one. */
export function ticketOf(value: string): { system: string; id: string } | null {
  const [, system, ticket] = /^([a-z0-9][a-z0-9_.:-]{0,63})\/(.+)$/su.exec(value) ?? [];
  return system !== undefined && ticket !== undefined && isTicketId(ticket) ? { system, id: ticket } : null;
}

/** An address, or one of the networks that have a tag: /24 of IPv4, /48 of IPv6. */
function isAddressOrNetwork(value: string): boolean {
  const [address = '', length, ...rest] = value.split('/');
  const version = isIP(address);
  return rest.length === 0 && version !== 0 && (length === undefined || length === (version === 4 ? '24' : '48'));
}

/** A term with one value, for queries that code makes. */
export function term(name: ValueName, ...values: string[]): ValueTerm {
  return { name, not: false, values };
}

/** The one value that every entry of this search carries under a name, where the search says so. */
export function onlyValue(query: Query, name: ValueName): string | undefined {
  const found = query.find((candidate) => candidate.name === name && !candidate.not);
  return found !== undefined && 'values' in found && found.values.length === 1 ? found.values[0] : undefined;
}

/** The query as text: what `parseQuery` reads back as the same query. */
export function printQuery(query: Query): string {
  return query.map((one) => `${one.not ? '-' : ''}${one.name}:${printed(one)}`).join(' ');
}

function printed(one: Term): string {
  if ('values' in one) return one.values.map(quoted).join(',');
  if ('from' in one.is) return `${one.is.from.text}..${one.is.to.text}`;
  return `${one.is.compare === '=' ? '' : one.is.compare}${one.is.time.text}`;
}

/** A value as it stands in a query. */
export function quoted(value: string): string {
  return /^[^\s,"]+$/u.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
