import { operationOfType } from '../event-types';
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

/** `l` and, where two streams meet, `m` are leaves; `p` the tagged addresses. */
type Row = 'l' | 'm' | 'p';

/** With more values than this a term is asked as a list. */
const mostWays = 64;

/**
 * The query as SQL on the search columns of `l`, as ways whose union answers it. Values become parameters, never text. A
 * term with several values becomes one way a value: an index gives rows in the order of a page for a single value only.
 */
export function waysOf(query: Query, parameters: unknown[], place: QueryPlace): Way[] {
  const address = query.find((one) => one.name === 'ip' && !one.not);
  if (address !== undefined && 'values' in address && !query.some(isNarrow))
    return addressWays(address, query, 'looked up', parameters, place);
  const lead = query.find(hasSeveralValues);
  const rest = query.filter((one) => one !== lead).map((one) => condition(one, 'l', parameters, place));
  if (lead === undefined || !('values' in lead)) return [{ ...leaves, conditions: rest }];
  return [...new Set(lead.values)].map((value) => ({
    ...leaves,
    conditions: [condition({ ...lead, values: [value] }, 'l', parameters, place), ...rest],
  }));
}

/** Whether a query names two values that are frequent, and whose rows can be read side by side. */
export function canMeet(query: Query): boolean {
  return query.filter(isStream).length > 1 && !query.some(isNarrow);
}

/**
 * The same for two such values: their rows are two streams in one order, read from the indexes alone, which meet where both
 * hold. `p` is the stream of an address, `l` and `m` are those of a leaf's columns.
 */
export function meetingsOf(query: Query, parameters: unknown[], place: QueryPlace): Way[] {
  const [first, second] = query.filter(isStream);
  if (first === undefined || second === undefined) return waysOf(query, parameters, place);
  const address = [first, second].find(({ name }) => name === 'ip');
  if (address !== undefined) return addressWays(address, query, 'a stream', parameters, place);
  const here = query.filter((one) => one !== second).map((one) => condition(one, 'l', parameters, place));
  const there = [second, ...query.filter(({ name }) => name === 'at')];
  return [
    {
      from: 'audit.leaf l JOIN audit.leaf m ON m.at = l.at AND m.n = l.n',
      row: 'l',
      conditions: [...here, ...there.map((one) => condition(one, 'm', parameters, place))],
    },
  ];
}

/** For each of the two values that `meetingsOf` would read side by side: some numbers of its entries, in no order. */
export function streamsOf(query: Query, limit: number, place: QueryPlace): { sql: string; parameters: unknown[] }[] {
  return query
    .filter(isStream)
    .slice(0, 2)
    .map((stream) => {
      const parameters: unknown[] = [];
      const row = stream.name === 'ip' ? 'p' : 'l';
      const times = query.filter(({ name }) => name === 'at').map((one) => condition(one, row, parameters, place));
      const [table, value] =
        stream.name === 'ip'
          ? ['audit.private', isTagged(stream.values, parameters, place)]
          : ['audit.leaf', condition(stream, row, parameters, place)];
      const where = [value, ...times].join(' AND ');
      return { sql: `SELECT n FROM ${table} ${row} WHERE ${where} LIMIT ${Math.trunc(limit)}`, parameters };
    });
}

/** The query asked of a few entries alone, which are looked up one by one. */
export function pickedOf(query: Query, numbers: readonly string[], parameters: unknown[], place: QueryPlace): Way[] {
  const conditions = query.map((one) => condition(one, 'l', parameters, place));
  return [{ ...leaves, conditions: [`l.n = ANY($${parameters.push(numbers)}::bigint[])`, ...conditions] }];
}

/** The same query without `operation:` where it names types, each of which has one operation; null where no type is left. */
export function byType(query: Query): Query | null {
  const type = query.find((one): one is ValueTerm => one.name === 'type' && !one.not);
  const operation = query.find((one): one is ValueTerm => one.name === 'operation' && !one.not);
  if (type === undefined || operation === undefined) return query;
  const values = type.values.filter((value) => operation.values.includes(operationOfType(value)));
  if (values.length === 0) return null;
  return query.filter((one) => one !== operation).map((one) => (one === type ? { ...type, values } : one));
}

/** One value of many entries; its index goes on with time and number. */
function isStream(one: Term): one is ValueTerm {
  return one.name !== 'at' && !one.not && one.values.length === 1 && !isNarrow(one);
}

/** What few entries are about: read through its own index, with everything else looked up beside it. */
function isNarrow({ name, not }: Term): boolean {
  return !not && ['subject', 'media', 'ticket'].includes(name);
}

function hasSeveralValues(one: Term): boolean {
  return one.name !== 'at' && one.name !== 'ip' && !one.not && one.values.length > 1;
}

/**
 * Through the tags' own index, which has the leaf's time in it: each month's key makes another tag. As a stream the leaf
 * is found by time and number, too, so that both sides come in order.
 */
function addressWays(
  address: ValueTerm,
  query: Query,
  leaf: 'looked up' | 'a stream',
  parameters: unknown[],
  place: QueryPlace,
): Way[] {
  // Asked of both, the planner would take one condition for two; as a stream the leaf has to have it.
  const timed = (one: Term): Row[] => (one.name !== 'at' ? ['l'] : leaf === 'a stream' ? ['l', 'p'] : ['p']);
  const rest = query
    .filter((one) => one !== address)
    .flatMap((one) => timed(one).map((row) => condition(one, row, parameters, place)));
  const join = leaf === 'a stream' ? 'l.at = p.at AND l.n = p.n' : 'l.n = p.n';
  return address.values.flatMap((value) => {
    const { column, tags } = tagsOf(value, place);
    const batches = tags.length > mostWays ? [tags] : tags.map((tag) => [tag]);
    return batches.map((batch) => ({
      from: `audit.private p JOIN audit.leaf l ON ${join}`,
      row: 'p' as const,
      conditions: [isOneOf(`p.${column}`, 'bytea', batch, parameters), ...rest],
    }));
  });
}

function tagsOf(value: string, place: QueryPlace): { column: 'address_tag' | 'network_tag'; tags: Buffer[] } {
  const tags = place.tagsOf(value);
  return value.includes('/')
    ? { column: 'network_tag', tags: tags.map(({ network }) => network) }
    : { column: 'address_tag', tags: tags.map(({ address }) => address) };
}

function condition(one: Term, row: Row, parameters: unknown[], place: QueryPlace): string {
  const holds = one.name === 'at' ? isWithin(one, row, parameters, place) : carries(one, row, parameters, place);
  // What an entry does not say at all is not what was left out: NULL counts as "does not hold".
  return one.not ? `(${holds} IS NOT TRUE)` : holds;
}

function isWithin(one: TimeTerm, row: Row, parameters: unknown[], { now }: QueryPlace): string {
  const { start, end } = boundsOf(one, now);
  const bound = (sign: string, millis: number) => `${row}.at ${sign} $${parameters.push(new Date(millis))}`;
  const bounds = [...(start === null ? [] : [bound('>=', start)]), ...(end === null ? [] : [bound('<', end)])];
  return `(${bounds.join(' AND ')})`;
}

function carries({ name, values }: ValueTerm, row: Row, parameters: unknown[], place: QueryPlace): string {
  if (name === 'ip') return hasAddress(values, parameters, place);
  if (name === 'ticket') return isTicket(values, row, parameters);
  const { column, type } = columnOf(name);
  return isOneOf(`${row}.${column}`, type, values, parameters);
}

function hasAddress(values: readonly string[], parameters: unknown[], place: QueryPlace): string {
  const tagged = isTagged(values, parameters, place);
  return `EXISTS (SELECT FROM audit.private p WHERE p.n = l.n AND p.part = 'actor' AND ${tagged})`;
}

function isTagged(values: readonly string[], parameters: unknown[], place: QueryPlace): string {
  const found = values.map((value) => tagsOf(value, place));
  return `(${found.map(({ column, tags }) => isOneOf(`p.${column}`, 'bytea', tags, parameters)).join(' OR ')})`;
}

function isTicket(values: readonly string[], row: Row, parameters: unknown[]): string {
  const tickets = values.flatMap((value) => ticketOf(value) ?? []);
  const some = tickets.map(
    ({ system, id }) =>
      `(${row}.ticket_system = $${parameters.push(system)} AND ${row}.ticket = $${parameters.push(id)})`,
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
