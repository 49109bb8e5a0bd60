/** The bytes that a leaf of version 1 is made of: its fixed texts, and which characters may stand in its holes. */

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57;
}

export const quote = 34;
export const comma = 44;
export const dash = 45;
export const equalsSign = 61;
export const closeBracket = 93;
export const closeBrace = 125;
export const first = 2;
export const letter = 2;

function bytesOf(...sets: readonly (readonly [string, number])[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const [set, value] of sets) for (const byte of Buffer.from(set)) table[byte] = value;
  return table;
}

const small = 'abcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';
export const codeBytes = bytesOf([small + digits, first], ['_.:-', 1]);
export const base64Bytes = bytesOf([small + small.toUpperCase() + digits + '+/', 1]);
/** The value of two hexadecimal digits, by the two bytes as one number; -1 for any other two. */
export const hexPairs = new Int16Array(65_536).fill(-1);
for (let value = 0; value < 256; value += 1) {
  hexPairs[Buffer.from(value.toString(16).padStart(2, '0')).readUInt16BE()] = value;
}
/** Where the digits of a UUID stand in pairs, and its dashes. */
export const idPairs = Uint8Array.of(0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34);
export const idDashes = Uint8Array.of(8, 13, 18, 23);
export const idLength = 36;
export const ticketBytes = bytesOf([digits + '-', 1], [small + small.toUpperCase() + '_#/', letter]);

/** A fixed text of four bytes or more: its words, of which the last may lie over the one before. */
export interface FixedText {
  readonly length: number;
  readonly words: Int32Array;
}

export function text(value: string): FixedText {
  const bytes = Buffer.from(value);
  const { length } = bytes;
  const wordAt = (_: unknown, i: number) => bytes.readInt32LE(Math.min(i * 4, length - 4));
  return { length, words: Int32Array.from({ length: Math.ceil(length / 4) }, wordAt) };
}

export const decisions = [text('"allow"'), text('"deny"'), text('"error"')];
export const kinds = [text('"user"'), text('"client"'), text('"system"')];
export const names = {
  amr: text('{"e":{"actor":{"amr":['),
  actorId: text('],"id":'),
  kind: text(',"kind":'),
  role: text(',"role":'),
  session: text(',"sess":'),
  bytes: text('},"bytes":'),
  decision: text(',"decision":'),
  grant: text(',"grant":'),
  id: text(',"id":'),
  obj: text(',"obj":'),
  class: text('{"class":'),
  media: text(',"media":'),
  object: text(',"object":'),
  part: text(',"part":'),
  sha256: text(',"sha256":'),
  pa: text(',"pa":'),
  policy: text(',"policy":'),
  ps: text(',"ps":'),
  purpose: text(',"purpose":'),
  range: text(',"range":'),
  reason: text(',"reason":'),
  subj: text(',"subj":'),
  t: text(',"t":'),
  ticket: text(',"ticket":'),
  ticketId: text('{"id":'),
  system: text(',"sys":'),
  type: text(',"type":'),
  sealed: text(',"sealed":'),
  end: text(',"v":1}'),
  null: text('null'),
  all: text('"all"'),
  digest: text('"sha256:'),
};
