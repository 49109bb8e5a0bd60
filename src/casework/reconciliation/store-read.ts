import type { OpenedEntry } from '../../trust/audit';

/** One reading of an object as the store's own log tells it. */
export interface StoreRead {
  readonly requestId: string;
  readonly at: Date;
  readonly act: 'get' | 'copy' | 'select';
  readonly objectKey: string;
  /** The number that the reader named as `x-entry`. */
  readonly entry: number | null;
  readonly ownCredentials: boolean;
  readonly bytes: number;
}

export const exceptionKinds = [
  'other_credentials',
  'no_entry',
  'unknown_entry',
  'wrong_object',
  'before_entry',
  'long_after_entry',
] as const;
export type Verdict = 'matched' | (typeof exceptionKinds)[number];

const acts = { GetObject: 'get', CopyObject: 'copy', CopyObjectPart: 'copy', SelectObjectContent: 'select' } as const;
/** Clocks of store and database need not agree to the second. */
const skewMillis = 5_000;
/** No session, so no view, lasts longer. */
const longestMillis = 24 * 3_600_000;
/** A verification that never ended was broken off. */
const longestVerificationMillis = 7 * longestMillis;

/**
 * Reads one event of MinIO's audit webhook. Null where it is about something else than bytes that left our bucket. Of the
 * event nothing else is kept: it holds signatures and addresses.
 */
export function parseStoreEvent(event: unknown, ours: { bucket: string; accessKey: string }): StoreRead | null {
  const api = member(event, 'api');
  const name = text(member(api, 'name')) as keyof typeof acts;
  if (!Object.hasOwn(acts, name)) return null;
  const status = member(api, 'statusCode');
  const place = acts[name] === 'copy' ? copySource(event) : [text(member(api, 'bucket')), text(member(api, 'object'))];
  const [bucket, objectKey = ''] = place;
  const [requestId, at] = [text(member(event, 'requestID')), new Date(text(member(event, 'time')))];
  const went = typeof status === 'number' && status >= 200 && status < 300;
  if (!went || bucket !== ours.bucket || !isName(objectKey, 1_024)) return null;
  if (!isName(requestId, 64) || Number.isNaN(at.getTime())) return null;
  const entry = text(member(member(event, 'requestQuery'), 'x-entry'));
  const bytes = member(api, 'tx');
  return {
    ...{ requestId, at, act: acts[name], objectKey },
    entry: /^(0|[1-9]\d{0,14})$/.test(entry) ? Number(entry) : null,
    ownCredentials: text(member(event, 'accessKey')) === ours.accessKey,
    bytes: Number.isSafeInteger(bytes) && Number(bytes) >= 0 ? Number(bytes) : 0,
  };
}

/** Holds a reading against the entry that it names. Copies are never ours. */
export function judge(read: Omit<StoreRead, 'requestId'>, entry: OpenedEntry | undefined): Verdict {
  if (!read.ownCredentials) return 'other_credentials';
  if (read.entry === null || read.act !== 'get') return 'no_entry';
  if (entry === undefined) return 'unknown_entry';
  const named = entry.object !== null && read.objectKey.endsWith(`/${entry.object}`);
  if (!named && !entry.everyObject) return 'wrong_object';
  if (read.at.getTime() < entry.sealedAt.getTime() - skewMillis) return 'before_entry';
  return read.at.getTime() > lastMoment(entry) ? 'long_after_entry' : 'matched';
}

/** A verification of a large store may take longer than a session; once it has ended its number allows nothing more. */
function lastMoment({ sealedAt, everyObject, until }: OpenedEntry): number {
  if (everyObject && until !== null) return until.getTime() + skewMillis;
  return sealedAt.getTime() + (everyObject ? longestVerificationMillis : longestMillis);
}

function copySource(event: unknown): [string, string] {
  const source = text(member(member(event, 'requestHeader'), 'X-Amz-Copy-Source'));
  const [, bucket = '', key = ''] = /^\/?([^/]+)\/([^?]+)/.exec(decoded(source)) ?? [];
  return [bucket, key];
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

function isName(name: string, longest: number): boolean {
  return name !== '' && name.length <= longest && !name.includes('\0');
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
