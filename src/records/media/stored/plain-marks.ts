import { signatures } from '../inspection/signatures';

/** Bytes with which kinds of files give themselves away, long enough that noise does not have them by chance. */
const marks: readonly (readonly [string, Buffer])[] = [
  ['jpeg', Buffer.from('JFIF\0\x01', 'latin1')],
  ['exif', Buffer.from('Exif\0\0', 'latin1')],
  ['png', Buffer.from('89504e470d0a1a0a', 'hex')],
  ['pdf', Buffer.from('%PDF-1.', 'latin1')],
  ['webp', Buffer.from('WEBPVP8', 'latin1')],
  ['iso-media', Buffer.from('ftypisom', 'latin1')],
  ['iso-media', Buffer.from('ftypmp42', 'latin1')],
  ['iso-media', Buffer.from('ftypheic', 'latin1')],
  ['ogg', Buffer.from('OpusHead', 'latin1')],
  ['zip', Buffer.from('504b0304140000', 'hex')],
  ['json', Buffer.from('{\n  "format":', 'latin1')],
];
/** So many bytes of content do not come up in noise by chance. */
const told = 16;

/**
 * The kind of file that stored bytes show themselves to be: by their beginning, by that of what follows the header, or by a
 * mark anywhere among them. Null where they show none, as sealed bytes do.
 */
export function markIn(found: Buffer, behindHeader: Buffer): string | null {
  const shown = signatures.find(({ fits }) => fits(found) || fits(behindHeader));
  return shown?.type ?? marks.find(([, mark]) => found.includes(mark))?.[0] ?? null;
}

/** Whether the beginning of the content stands anywhere among the stored bytes; null where it is too short to tell. */
export function contentFound(content: Buffer, found: Buffer): boolean | null {
  return content.length < told ? null : found.includes(content.subarray(0, told));
}

/** Bits per byte. */
export function entropyOf(bytes: Buffer): number {
  const counts = new Map<number, number>();
  for (const byte of bytes) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  const share = [...counts.values()].map((count) => count / bytes.length);
  return share.reduce((sum, p) => sum - p * Math.log2(p), 0);
}
