import { uint } from './bytes.mjs';

/** DER (X.690) read strictly: one-byte tags, definite lengths in their shortest spelling, nothing beyond the bounds. */

export const derTags = {
  ...{ boolean: 0x01, integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, utf8: 0x0c, printable: 0x13 },
  ...{ teletex: 0x14, ia5: 0x16, utcTime: 0x17, time: 0x18, sequence: 0x30, set: 0x31 },
};

/** The tag [n] of a constructed value. */
export const contextTag = (n) => 0xa0 | n;

/** What `read` answers, or null where the bytes are not what it expects. Nothing else than DER is read in there. */
export function readDer(read) {
  try {
    return read();
  } catch {
    return null;
  }
}

export class NotDer extends Error {}

/** The values one after another that fill the bytes exactly. */
export function valuesIn(bytes) {
  const values = [];
  for (let at = 0; at < bytes.length; at += values.at(-1).whole.length) values.push(valueAt(bytes.subarray(at)));
  return values;
}

/** The one value that the bytes are. */
export function valueIn(bytes) {
  const values = valuesIn(bytes);
  if (values.length !== 1) throw new NotDer();
  return values[0];
}

function valueAt(bytes) {
  const [tag, first] = bytes;
  if (bytes.length < 2 || (tag & 0x1f) === 0x1f || first === 0x80 || first > 0x84) throw new NotDer();
  const digits = first < 0x80 ? 0 : first & 0x7f;
  const start = 2 + digits;
  if (bytes.length < start) throw new NotDer();
  const length = digits === 0 ? first : uint(bytes, 2, digits);
  const shortest = digits === 0 || (length >= 0x80 && length >= 256 ** (digits - 1));
  if (!shortest || start + length > bytes.length) throw new NotDer();
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(0, start + length) };
}

export function contentOf(value, tag) {
  if (value?.tag !== tag) throw new NotDer();
  return value.content;
}

export function membersOf(value, tag) {
  return valuesIn(contentOf(value, tag));
}

/** An object identifier in its dotted form. */
export function oidOf(value) {
  const bytes = contentOf(value, derTags.oid);
  if (bytes.length === 0 || bytes.length > 32 || bytes.at(-1) >= 0x80) throw new NotDer();
  const numbers = [];
  let number = 0;
  for (const byte of bytes) {
    if (number === 0 && byte === 0x80) throw new NotDer();
    number = number * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    numbers.push(number);
    number = 0;
  }
  const [first, ...rest] = numbers;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join('.');
}

/** UTCTime or GeneralizedTime as DER has them, in UTC. */
export function timeOf(value) {
  const isShort = value?.tag === derTags.utcTime;
  const written = String.fromCharCode(...contentOf(value, isShort ? derTags.utcTime : derTags.time).subarray(0, 32));
  const match = (
    isShort ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d{0,8}[1-9])?Z$/
  ).exec(written);
  if (match === null) throw new NotDer();
  const [, year, ...rest] = match;
  const century = isShort ? (Number(year) < 50 ? '20' : '19') : '';
  const [month, day, hour, minute, second] = rest;
  const at = new Date(`${century}${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(at.getTime())) throw new NotDer();
  return at;
}
