import { fileTypeFromBuffer } from 'file-type/core';
import { polyglotMarks, type Mark } from './polyglots';
import type { Sample } from './sample';
import { majorBrand, signatures } from './signatures';

/** What content looks like, whatever anybody says about it. */
export interface Sniffed {
  /** Null where nobody knows the content, or where two opinions differ. */
  readonly type: string | null;
  readonly marks: readonly Mark[];
}

/** Other names of `file-type` for types of our table. */
const sameAs: Readonly<Record<string, string>> = {
  'image/heif': 'image/heic',
  'image/heif-sequence': 'image/heic',
  'image/heic-sequence': 'image/heic',
  'video/x-m4v': 'video/mp4',
  'audio/x-m4a': 'audio/mp4',
  'application/ogg': 'audio/ogg',
  'video/3gpp2': 'video/3gpp',
};

/**
 * Two opinions, our table's and that of `file-type`: the content has a type where they agree, or where the second has
 * none. What only the second knows is named so that the reason can be told; it is not allowed anyway.
 */
export async function sniff(sample: Sample): Promise<Sniffed> {
  const { head } = sample;
  const markup = markupType(head);
  const own = signatures.find(({ fits }) => fits(head))?.type ?? markup;
  const other = await secondOpinion(head);
  const agreed = own === null ? other : other === null || other === own || own === markup ? own : null;
  return { type: agreed === 'video/mp4' && isSoundOnly(sample) ? 'audio/mp4' : agreed, marks: polyglotMarks(sample) };
}

async function secondOpinion(head: Buffer): Promise<string | null> {
  // Content that makes the library stumble has no second opinion; our own table then decides alone.
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  const mime = found?.mime.split(';')[0]?.trim();
  return mime === undefined ? null : (sameAs[mime] ?? mime);
}

/** SVG and HTML have no magic number: they begin with markup behind a byte-order mark, space and comments. */
function markupType(head: Buffer): string | null {
  const start = head
    .toString('latin1', 0, 4096)
    .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .replaceAll('\0', '')
    .toLowerCase();
  const first = /^(?:\s|<!--.*?-->|<\?xml.*?\?>|<!doctype[^>]*>)*<([a-z]+)/s.exec(start)?.[1];
  if (first === 'svg') return 'image/svg+xml';
  if (first !== undefined && /^\s*<!doctype\s+html/.test(start)) return 'text/html';
  if (first !== undefined && htmlElements.has(first)) return 'text/html';
  return first === undefined ? null : 'text/xml';
}

const htmlElements = new Set([
  'html',
  'head',
  'body',
  'script',
  'iframe',
  'img',
  'div',
  'p',
  'a',
  'table',
  'form',
  'style',
  'title',
  'meta',
  'link',
]);

/** MPEG-4 with the brand of a video and no picture track: phones record voice notes so. */
function isSoundOnly({ head, tail }: Sample): boolean {
  if (majorBrand(head) === null) return false;
  const tracks = `${head.toString('latin1')}\0${tail.toString('latin1')}`.matchAll(/hdlr.{8}(vide|soun)/gs);
  const kinds = new Set([...tracks].map(([, kind]) => kind));
  return kinds.has('soun') && !kinds.has('vide');
}
