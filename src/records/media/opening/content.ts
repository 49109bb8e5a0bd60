import { contentDisposition, isNotModified, parseRange } from '../../../platform/http';
import { reprDigest } from '../intake/body-digest';
import type { PlainRange } from '../media-streams';

/** What is known of a content before any key is touched: enough to see what a request asks for. */
export interface ContentIdentity {
  readonly length: number;
  /** Strong: a content never changes. */
  readonly etag: string;
}

/** What an answer with content says about it. */
export interface ContentFacts extends ContentIdentity {
  /** As sniffed, never as declared. */
  readonly type: string;
  /** Whether a browser may show it in place. */
  readonly inline: boolean;
  readonly fileName: string | null;
  /** Of the whole plaintext. */
  readonly sha256: Buffer;
}

/** The conditions of a request for content. */
export interface ContentRequest {
  readonly method: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

export type ContentPlan =
  { readonly status: 304 } | { readonly status: 200 | 206; readonly range: PlainRange; readonly withBody: boolean };

/**
 * What to answer (RFC 9110 §13, §14): 304 where the client has it, 206 for one range, 200 for everything else, also for
 * several ranges at once. Throws `RangeNotSatisfiable`.
 */
export function planContent(facts: ContentIdentity, request: ContentRequest): ContentPlan {
  const { length, etag } = facts;
  if (isNotModified(request.ifNoneMatch, etag)) return { status: 304 };
  // A date or a weak tag never equals a strong one: the whole is the answer then.
  const applies = request.ifRange === undefined || request.ifRange.trim() === etag;
  // RFC 9110 §14.2 defines ranges for GET alone.
  const asked = applies && request.method === 'GET' ? parseRange(request.range, length) : null;
  const withBody = request.method !== 'HEAD';
  if (asked === null) return { status: 200, range: { from: 0, to: length, suffix: false }, withBody };
  const suffix = /^bytes=\s*-/.test(request.range ?? '');
  return { status: 206, range: { from: asked.start, to: asked.end, suffix }, withBody };
}

/** Headers of every answer with content, also of 304: kept nowhere, shown in no frame, taken for nothing else. */
export function contentHeaders(facts: ContentFacts, plan: ContentPlan): Record<string, string> {
  const always = {
    ETag: facts.etag,
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-store',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    Vary: 'Cookie, Authorization, Vault-Ticket, Vault-Purpose',
  };
  if (plan.status === 304) return always;
  const { from, to } = plan.range;
  return {
    ...always,
    'Content-Type': facts.type,
    'Content-Length': String(to - from),
    'Content-Disposition': contentDisposition(facts.inline ? 'inline' : 'attachment', facts.fileName),
    'Repr-Digest': reprDigest(facts.sha256),
    ...(plan.status === 206 ? { 'Content-Range': `bytes ${from}-${to - 1}/${facts.length}` } : {}),
  };
}

/** A range as it stands in the log. */
export function rangeText(range: PlainRange, length: number): string {
  return range.from === 0 && range.to === length ? 'all' : `${range.from}-${range.to - 1}`;
}
