import { operations } from './operations.mjs';

/*
 * A question to the log, asked again over leaves alone. As text it is written as in the search of the log:
 *   query = term *(space term); term = ["-"] name ":" value *("," value); value = word | "text"
 *   names: actor role subject media ticket purpose class part operation type decision, and at: TIME, >=TIME … TIME..TIME
 * As members it is a bundle's `query`: each compares for equality.
 */

/** What a leaf carries under each name. `known` adds the operations of types that this verifier does not know. */
export function columnsOf(leaf, known = {}) {
  const { e } = leaf;
  return {
    ...{ actor: e.actor.id, role: e.actor.role, subject: e.subj, media: e.obj?.media ?? null },
    ...{ ticket: e.ticket === null ? null : `${e.ticket.sys}/${e.ticket.id}`, purpose: e.purpose },
    ...{ class: e.obj?.class ?? null, part: e.obj?.part ?? null, type: e.type, decision: e.decision },
    operation: operations[e.type] ?? known[e.type] ?? 'system',
    at: Date.parse(e.t),
  };
}

/** A bundle's query: a function from a leaf's columns to whether it is chosen. Null where a member is not known. */
export function membersQuery(query) {
  const { ticket, ...rest } = query;
  const wanted = { ...rest, ...(ticket === undefined ? {} : { ticket: `${ticket.sys}/${ticket.id}` }) };
  const { q, ...equal } = wanted;
  if (!Object.keys(equal).every((name) => valueNames.includes(name))) return null;
  const also = q === undefined ? () => true : textQuery(q);
  if (also === null) return null;
  return (columns) => Object.entries(equal).every(([name, value]) => columns[name] === value) && also(columns);
}

/** A query as text; null where it cannot be read, hangs on the time of asking, or asks for what no leaf holds. */
export function textQuery(written) {
  const terms = [];
  let rest = written.trim();
  while (rest !== '') {
    const [whole, not, name, values] =
      /^(-?)([a-z]+):((?:"(?:[^"\\]|\\["\\])*"|[^\s,"]+)(?:,(?:"(?:[^"\\]|\\["\\])*"|[^\s,"]+))*)(?:\s+|$)/u.exec(
        rest,
      ) ?? [];
    if (whole === undefined) return null;
    const read = name === 'at' ? timeTest(values) : valueTest(name, values);
    if (read === null) return null;
    terms.push((columns) => (not === '-') !== read(columns));
    rest = rest.slice(whole.length);
  }
  return (columns) => terms.every((term) => term(columns));
}

const valueNames = [
  'actor',
  'role',
  'subject',
  'media',
  'ticket',
  'purpose',
  'class',
  'part',
  'operation',
  'type',
  'decision',
];

function valueTest(name, written) {
  if (!valueNames.includes(name)) return null;
  const values = written.match(/"(?:[^"\\]|\\["\\])*"|[^\s,"]+/gu).map(unquoted);
  const spelled = ['actor', 'subject', 'media'].includes(name) ? values.map((value) => value.toLowerCase()) : values;
  return (columns) => spelled.includes(columns[name]);
}

function unquoted(value) {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(["\\])/g, '$1') : value;
}

function timeTest(written) {
  const [from, to, ...more] = written.split('..');
  if (more.length > 0) return null;
  if (to !== undefined) {
    const [first, last] = [spanOf(from), spanOf(to)];
    return first === null || last === null ? null : ({ at }) => at >= first.start && at < last.end;
  }
  const [, sign, time] = /^(>=|<=|>|<|)(.+)$/.exec(written) ?? [];
  const span = spanOf(time ?? '');
  if (span === null) return null;
  const tests = {
    '>=': ({ at }) => at >= span.start,
    '>': ({ at }) => at >= span.end,
    '<': ({ at }) => at < span.start,
    '<=': ({ at }) => at < span.end,
    '': ({ at }) => at >= span.start && at < span.end,
  };
  return tests[sign];
}

/** What a time covers: a whole day of UTC, a minute, a second or a millisecond. `now` means nothing to a verifier. */
function spanOf(written) {
  const day = /^[12]\d{3}-\d{2}-\d{2}$/.test(written);
  const [instant, second, fraction] =
    /^[12]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{3})?)?(?:Z|[+-]\d{2}:\d{2})$/.exec(written) ?? [];
  const start = Date.parse(written);
  const calendar = Date.parse(`${written.slice(0, 10)}T00:00Z`);
  if ((!day && instant === undefined) || Number.isNaN(start) || Number.isNaN(calendar)) return null;
  if (!new Date(calendar).toISOString().startsWith(written.slice(0, 10))) return null;
  const length = day ? 86_400_000 : fraction !== undefined ? 1 : second !== undefined ? 1_000 : 60_000;
  return { start, end: start + length };
}
