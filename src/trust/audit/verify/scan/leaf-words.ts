/** The bytes that a leaf of version 1 is made of: its fixed texts, and which characters may stand in its holes. */

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57;
}

export const quote = 34;
export const closeBracket = 93;
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
export const hexBytes = bytesOf(['abcdef' + digits, 1]);
/** A UUID: hexadecimal digits (1) and dashes (2), its version 1 to 8 (4), its variant 8, 9, a or b (8). */
export const idShape = Uint8Array.from('11111111-1111-4111-8111-111111111111', (at) => (at === '-' ? 2 : Number(at)));
export const idBytes = new Uint8Array(256);
for (const digit of 'abcdef0123456789') idBytes[digit.charCodeAt(0)] = 1;
for (const digit of '12345678') idBytes[digit.charCodeAt(0)] = 1 | 4;
for (const digit of '89ab') idBytes[digit.charCodeAt(0)] = (idBytes[digit.charCodeAt(0)] ?? 0) | 8;
idBytes[45] = 2;
export const base64Bytes = bytesOf([small + small.toUpperCase() + digits + '+/', 1]);
export const ticketBytes = bytesOf([digits + '-', 1], [small + small.toUpperCase() + '_#/', letter]);

const text = (value: string): Buffer => Buffer.from(value);
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
  close: text('}'),
  comma: text(','),
  null: text('null'),
  all: text('"all"'),
  digest: text('"sha256:'),
  padding: text('="'),
};
