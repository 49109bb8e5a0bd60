import { InvalidQuery } from '../audit.errors';
import { comparisons, isValueName, kindOf, type Query, type Term, type TimeTerm, type ValueName } from './query';
import { parseTime, type Time } from './time';

const longest = 2_000;
const mostTerms = 20;
const mostValues = 20;

/** Reads a search. Throws `InvalidQuery`, which says what is wrong and at which character, and nothing else. */
export function parseQuery(text: string): Query {
  if (text.length > longest) throw new InvalidQuery('too_long', longest);
  const scanner = new Scanner(text);
  const query: Term[] = [];
  while (!scanner.atRest) {
    if (query.length === mostTerms) throw new InvalidQuery('too_many_terms', scanner.offset);
    query.push(readTerm(scanner));
  }
  return query;
}

interface Written {
  readonly text: string;
  readonly offset: number;
}

function readTerm(scanner: Scanner): Term {
  const not = scanner.take(/-/y) !== null;
  const offset = scanner.offset;
  const name = scanner.take(/[^\s:,"]+(?=:)/uy);
  if (name === null) throw new InvalidQuery('expected_term', offset);
  if (name !== 'at' && !isValueName(name)) throw new InvalidQuery('unknown_term', offset);
  scanner.take(/:/y);
  const values = readValues(scanner);
  return name === 'at' ? timeTerm(not, values) : { name, not, values: values.map((value) => checked(name, value)) };
}

function readValues(scanner: Scanner): Written[] {
  const values: Written[] = [];
  do {
    if (values.length === mostValues) throw new InvalidQuery('too_many_values', scanner.offset);
    values.push(readValue(scanner));
  } while (scanner.take(/,/y) !== null);
  if (!scanner.atGap) throw new InvalidQuery('expected_space', scanner.offset);
  return values;
}

function readValue(scanner: Scanner): Written {
  const { offset } = scanner;
  const quoted = scanner.take(/"(?:[^"\\]|\\["\\])*"/uy);
  if (quoted !== null) return { text: quoted.slice(1, -1).replace(/\\(["\\])/g, '$1'), offset };
  if (scanner.take(/"/y) !== null) throw new InvalidQuery('unclosed_quote', offset);
  const text = scanner.take(/[^\s,"]+/uy);
  if (text === null) throw new InvalidQuery('expected_value', offset);
  return { text, offset };
}

/** Ids and addresses have one spelling; everything else stands as it was written. */
function checked(name: ValueName, { text, offset }: Written): string {
  const value = ['actor', 'subject', 'media', 'ip'].includes(name) ? text.toLowerCase() : text;
  const kind = kindOf(name);
  if (!kind.accepts(value)) throw new InvalidQuery(kind.values ? 'unknown_value' : 'invalid_value', offset);
  return value;
}

function timeTerm(not: boolean, [value, second]: readonly Written[]): TimeTerm {
  if (value === undefined || second !== undefined) throw new InvalidQuery('one_time', second?.offset ?? 0);
  const { text, offset } = value;
  const dots = text.indexOf('..');
  if (dots >= 0) {
    const [from, to] = [time(text.slice(0, dots), offset), time(text.slice(dots + 2), offset + dots + 2)];
    return { name: 'at', not, is: { from, to } };
  }
  const compare = comparisons.find((sign) => text.startsWith(sign));
  const length = compare?.length ?? 0;
  return { name: 'at', not, is: { compare: compare ?? '=', time: time(text.slice(length), offset + length) } };
}

function time(text: string, offset: number): Time {
  const read = parseTime(text);
  if (read === null) throw new InvalidQuery('invalid_time', offset);
  return read;
}

/** Walks through the text; every pattern is sticky. */
class Scanner {
  offset = 0;

  constructor(private readonly text: string) {}

  /** Whether nothing but space is left. */
  get atRest(): boolean {
    this.take(/\s+/uy);
    return this.offset >= this.text.length;
  }

  get atGap(): boolean {
    return /^\s?$/u.test(this.text[this.offset] ?? '');
  }

  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.offset;
    const [found] = pattern.exec(this.text) ?? [];
    if (found === undefined) return null;
    this.offset += found.length;
    return found;
  }
}
