/*
 * As much of DER (X.690) as time stamps need: each value is tag ‖ length ‖ content, with one-byte tags and definite
 * lengths of at most four bytes. Reading is strict about bounds, and leaves everything else to whoever compares values.
 */

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The tag [n] of a constructed value. */
export function contextTag(n: number): number {
  return 0xa0 | n;
}

export function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body), body]);
}

function lengthOf({ length }: Buffer): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const digits = Buffer.from(length.toString(16).padStart(length > 0xffff ? 6 : length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 | digits.length]), digits]);
}

/** An unsigned integer from its bytes, as short as DER wants it. */
export function derInteger(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? Buffer.from([0]) : bytes.subarray(first);
  return der(tags.integer, (digits[0] ?? 0) & 0x80 ? Buffer.from([0]) : Buffer.alloc(0), digits);
}

export interface DerValue {
  readonly tag: number;
  readonly content: Buffer;
  /** Tag, length and content. */
  readonly whole: Buffer;
}

/** The bytes are no DER, or not what was expected there. */
export class BadDer extends Error {
  constructor() {
    super('not the DER value that was expected');
    this.name = 'BadDer';
  }
}

/** The values one after another, which fill the bytes exactly. */
export function readValues(bytes: Buffer): DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length;) {
    const value = readValue(bytes.subarray(at));
    values.push(value);
    at += value.whole.length;
  }
  return values;
}

function readValue(bytes: Buffer): DerValue {
  const [tag = 0, first = 0] = bytes;
  const digits = first < 0x80 ? 0 : first & 0x7f;
  if (bytes.length < 2 + digits || digits > 4 || first === 0x80 || (tag & 0x1f) === 0x1f) throw new BadDer();
  const length = digits === 0 ? first : bytes.readUIntBE(2, digits);
  const [start, end] = [2 + digits, 2 + digits + length];
  if (end > bytes.length) throw new BadDer();
  return { tag, content: bytes.subarray(start, end), whole: bytes.subarray(0, end) };
}

/** The members of a value that must have this tag. */
export function membersOf(value: DerValue | undefined, tag: number): DerValue[] {
  if (value?.tag !== tag) throw new BadDer();
  return readValues(value.content);
}

/** The content of a value that must have this tag. */
export function contentOf(value: DerValue | undefined, tag: number): Buffer {
  if (value?.tag !== tag) throw new BadDer();
  return value.content;
}

/** An object identifier in its dotted form. */
export function oidOf(value: DerValue | undefined): string {
  const bytes = contentOf(value, tags.oid);
  const numbers: number[] = [];
  let number = 0;
  for (const byte of bytes) {
    number = number * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    numbers.push(number);
    number = 0;
  }
  const [first = 0, ...rest] = numbers;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join('.');
}
