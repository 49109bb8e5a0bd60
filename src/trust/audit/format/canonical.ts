/**
 * The values a leaf may hold. Floating point numbers are left out on purpose: their text form is where
 * implementations of RFC 8785 differ.
 */
export type CanonicalValue =
  string | number | boolean | null | readonly CanonicalValue[] | { readonly [name: string]: CanonicalValue };

/** Thrown for a value that has no canonical form here, and for bytes that are not in it. */
export class NotCanonical extends Error {
  constructor(why: string) {
    super(`not canonical: ${why}`);
    this.name = 'NotCanonical';
  }
}

/**
 * RFC 8785 (JCS) text of a value made of strings, booleans, null, integers below 2^53, arrays and plain objects.
 * Anything else throws: a leaf is hashed as bytes, so two writers must never spell one value differently.
 */
export function canonicalJson(value: CanonicalValue): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return canonicalString(value);
  if (typeof value === 'number') return canonicalInteger(value);
  if (Array.isArray(value)) return `[${value.map((item: CanonicalValue) => canonicalJson(item)).join(',')}]`;
  return canonicalObject(value as { readonly [name: string]: CanonicalValue });
}

/** Reads canonical bytes. Every other spelling of the same value (spaces, key order, duplicate keys, 1.0) throws. */
export function parseCanonical(bytes: Uint8Array): CanonicalValue {
  const text = decodeUtf8(bytes);
  let value: CanonicalValue;
  try {
    value = JSON.parse(text) as CanonicalValue;
  } catch {
    throw new NotCanonical('not JSON');
  }
  if (canonicalJson(value) !== text) throw new NotCanonical('another spelling');
  return value;
}

function canonicalString(text: string): string {
  // ECMAScript's escaping is the one RFC 8785 prescribes; a lone surrogate has no UTF-8 form.
  if (/[\ud800-\udfff]/.test(text) && /\p{Surrogate}/u.test(text)) throw new NotCanonical('lone surrogate');
  return JSON.stringify(text);
}

function canonicalInteger(value: number): string {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new NotCanonical('not an integer below 2^53');
  return String(value);
}

function canonicalObject(value: { readonly [name: string]: CanonicalValue }): string {
  if (Object.getPrototypeOf(value) !== Object.prototype) throw new NotCanonical('not a plain object');
  // The default sort compares UTF-16 code units, as RFC 8785 demands.
  const names = Object.keys(value).sort();
  const members = names.map((name) => {
    const member = value[name];
    if (member === undefined) throw new NotCanonical('undefined member');
    return `${canonicalString(name)}:${canonicalJson(member)}`;
  });
  return `{${members.join(',')}}`;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new NotCanonical('not UTF-8');
  }
}
