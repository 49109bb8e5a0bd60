import { Refusal } from '../../kernel';

/** Bytes `[start, end)` of a content. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export class RangeNotSatisfiable extends Refusal {
  constructor(readonly length: number) {
    super('range_not_satisfiable', 'The range lies outside the content.');
  }
}

/**
 * The one range that a `Range` header asks for, or null where the whole content is the answer: no header, another unit,
 * several ranges (RFC 9110 §14.2 lets a server ignore them) or a header that is not a range at all.
 */
export function parseRange(header: string | undefined, length: number): ByteRange | null {
  const match = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/.exec(header ?? '');
  if (!match) return null;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return null;
  if (first === '') return suffix(Number(last), length);
  const start = Number(first);
  const end = last === '' ? length : Math.min(Number(last) + 1, length);
  if (last !== '' && Number(last) < start) return null;
  if (start >= length) throw new RangeNotSatisfiable(length);
  return { start, end };
}

function suffix(count: number, length: number): ByteRange {
  if (count === 0 || length === 0) throw new RangeNotSatisfiable(length);
  return { start: Math.max(0, length - count), end: length };
}
