import { text } from './bytes.mjs';

const id = (value) => /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(value);
const code = (value) => /^[a-z0-9][a-z0-9_.:-]{0,63}$/.test(value);
const hash = (value) => /^[0-9a-f]{64}$/.test(value);
const commitment = (value) => /^[A-Za-z0-9+/]{43}=$/.test(value);
const count = (value) => Number.isSafeInteger(value) && value >= 0;
const instant = (value) => typeof value === 'string' && value.length === 24 && isInstant(value);
const oneOf =
  (...values) =>
  (value) =>
    values.includes(value);
const orNull = (rule) => (value) => value === null || rule(value);
const string = (rule) => (value) => typeof value === 'string' && rule(value);

function isInstant(value) {
  const millis = Date.parse(value);
  return !Number.isNaN(millis) && new Date(millis).toISOString() === value;
}

const shapes = {
  leaf: { v: oneOf(1), log: string((value) => value.length > 0), n: count, sealed: instant, e: members('event') },
  event: {
    ...{ id: string(id), t: instant, type: string((value) => /^[a-z_]+(\.[a-z_]+)+$/.test(value)) },
    ...{ actor: members('actor'), subj: orNull(string(id)), obj: orNull(members('object')) },
    ...{ ticket: orNull(members('ticket')), purpose: orNull(string(code)), grant: orNull(string(id)) },
    ...{ decision: oneOf('allow', 'deny', 'error'), reason: orNull(string(code)) },
    policy: orNull(string((value) => /^sha256:[0-9a-f]{64}$/.test(value))),
    range: orNull(string((value) => /^(all|\d{1,16}-\d{1,16})$/.test(value))),
    ...{ bytes: orNull(count), pa: orNull(string(commitment)), ps: orNull(string(commitment)) },
  },
  actor: {
    ...{
      kind: oneOf('user', 'client', 'system'),
      id: string(id),
      role: orNull(string(code)),
      sess: orNull(string(id)),
    },
    amr: (value) => Array.isArray(value) && value.length <= 8 && value.every(string(code)),
  },
  object: {
    ...{ media: orNull(string(id)), object: orNull(string(id)), class: orNull(string(code)) },
    ...{ part: orNull(string(code)), sha256: orNull(string(hash)) },
  },
  ticket: { sys: string(code), id: string((value) => value.length > 0) },
};

/** Exactly the members of a shape, each by its rule. */
function members(name) {
  return (value) => {
    const shape = shapes[name];
    if (typeof value !== 'object' || value === null || Object.keys(value).length !== Object.keys(shape).length)
      return false;
    return Object.entries(shape).every(([member, rule]) => Object.hasOwn(value, member) && rule(value[member]));
  };
}

/** RFC 8785 for the values that a leaf may hold; null for any other. */
export function canonical(value) {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : null;
  const parts = Array.isArray(value)
    ? value.map(canonical)
    : Object.keys(value)
        .sort()
        .map((name) => joined(name, canonical(value[name])));
  if (parts.includes(null)) return null;
  return Array.isArray(value) ? `[${parts.join(',')}]` : `{${parts.join(',')}}`;
}

function joined(name, value) {
  return value === null ? null : `${JSON.stringify(name)}:${value}`;
}

/** The leaf in these bytes; null where they are another spelling, or no leaf of version 1. */
export function readLeaf(bytes) {
  if (bytes.length > 16384) return null;
  try {
    const written = text(bytes);
    const leaf = JSON.parse(written);
    return canonical(leaf) === written && members('leaf')(leaf) ? leaf : null;
  } catch {
    return null;
  }
}
