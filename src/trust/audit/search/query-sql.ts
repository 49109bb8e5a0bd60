import type { AddressTags } from '../personal-parts';
import { leafColumns } from '../search-columns';
import { boundsOf } from './matches';
import { type Query, type Term, ticketOf, type TimeTerm, type ValueTerm } from './query';

/** What a query needs to become SQL: the time that `now` means, and the keyed tags of each address it names. */
export interface QueryPlace {
  readonly now: Date;
  readonly tagsOf: (address: string) => readonly AddressTags[];
}

/** One way to some of a query's rows: `audit.leaf l`, joined to tagged addresses `p` where the query asks for one. */
export interface Way {
  readonly from: string;
  /** Whose `at` and `n` give the order. */
  readonly row: 'l' | 'p';
  readonly conditions: readonly string[];
}

const leaves = { from: 'audit.leaf l', row: 'l' } as const;

/** With more values than this a term is asked as a list. */
const mostWays = 64;

/**
 * The query as SQL on the search columns of `l`, as ways whose union answers it. Values become parameters, never text. A
 * term with several values becomes one way a value: an index gives rows in the order of a page for a single value only.
 */
export function waysOf(query: Query, parameters: unknown[], place: QueryPlace): Way[] {
  const lead = query.find((one) => one.name === 'ip' && !one.not) ?? query.find(hasSeveralValues);
  const rest = query.filter((one) => one !== lead).map((one) => condition(one, 'l', parameters, place));
  if (lead === undefined || !('values' in lead)) return [{ ...leaves, conditions: rest }];
  if (lead.name === 'ip') return addressWays(lead, query, rest, parameters, place);
  return [...new Set(lead.values)].map((value) => ({
    ...leaves,
    conditions: [condition({ ...lead, values: [value] }, 'l', parameters, place), ...rest],
  }));
}

function hasSeveralValues(one: Term): boolean {
  return one.name !== 'at' && one.name !== 'ip' && !one.not && one.values.length > 1;
}

/** Through the tags' own index, which has the leaf's time in it: each month's key makes another tag. */
function addressWays(
  { values }: ValueTerm,
  query: Query,
  rest: readonly string[],
  parameters: unknown[],
  place: QueryPlace,
): Way[] {
  const times = query.filter((one) => one.name === 'at').map((one) => condition(one, 'p', parameters, place));
  return values.flatMap((value) => {
    const { column, tags } = tagsOf(value, place);
    const batches = tags.length > mostWays ? [tags] : tags.map((tag) => [tag]);
    return batches.map((batch) => ({
      from: 'audit.private p JOIN audit.leaf l ON l.n = p.n',
      row: 'p',
      conditions: [isOneOf(`p.${column}`, 'bytea', batch, parameters), ...times, ...rest],
    }));
  });
}

function tagsOf(value: string, place: QueryPlace): { column: 'address_tag' | 'network_tag'; tags: Buffer[] } {
  const tags = place.tagsOf(value);
  return value.includes('/')
    ? { column: 'network_tag', tags: tags.map(({ network }) => network) }
    : { column: 'address_tag', tags: tags.map(({ address }) => address) };
}

function condition(one: Term, row: 'l' | 'p', parameters: unknown[], place: QueryPlace): string {
  const holds = one.name === 'at' ? isWithin(one, row, parameters, place) : carries(one, parameters, place);
  // What an entry does not say at all is not what was left out: NULL counts as "does not hold".
  return one.not ? `(${holds} IS NOT TRUE)` : holds;
}

function isWithin(one: TimeTerm, row: 'l' | 'p', parameters: unknown[], { now }: QueryPlace): string {
  const { start, end } = boundsOf(one, now);
  const bound = (sign: string, millis: number) => `${row}.at ${sign} $${parameters.push(new Date(millis))}`;
  const bounds = [...(start === null ? [] : [bound('>=', start)]), ...(end === null ? [] : [bound('<', end)])];
  return `(${bounds.join(' AND ')})`;
}

function carries({ name, values }: ValueTerm, parameters: unknown[], place: QueryPlace): string {
  if (name === 'ip') return hasAddress(values, parameters, place);
  if (name === 'ticket') return isTicket(values, parameters);
  const { column, type } = columnOf(name);
  return isOneOf(`l.${column}`, type, values, parameters);
}

function hasAddress(values: readonly string[], parameters: unknown[], place: QueryPlace): string {
  const found = values.map((value) => tagsOf(value, place));
  const some = found.map(({ column, tags }) => isOneOf(`p.${column}`, 'bytea', tags, parameters));
  return `EXISTS (SELECT FROM audit.private p WHERE p.n = l.n AND p.part = 'actor' AND (${some.join(' OR ')}))`;
}

function isTicket(values: readonly string[], parameters: unknown[]): string {
  const tickets = values.flatMap((value) => ticketOf(value) ?? []);
  const some = tickets.map(
    ({ system, id }) => `(l.ticket_system = $${parameters.push(system)} AND l.ticket = $${parameters.push(id)})`,
  );
  return `(${some.join(' OR ')})`;
}

function isOneOf(column: string, type: string, values: readonly unknown[], parameters: unknown[]): string {
  const [only] = values;
  if (values.length === 1) return `${column} = $${parameters.push(only)}::${type}`;
  return `${column} = ANY($${parameters.push(values)}::${type}[])`;
}

function columnOf(name: Exclude<ValueTerm['name'], 'ip' | 'ticket'>): { column: string; type: string } {
  const found = leafColumns.find((column) => column.name === name);
  if (found === undefined) throw new Error(`the leaf has no column for ${name}`);
  return found;
}
