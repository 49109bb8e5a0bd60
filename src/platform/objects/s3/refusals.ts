import { isNativeError } from 'node:util/types';
import { Refusal } from '../../../kernel';
import { ObjectMissing, StoreFull, StoreUnavailable } from '../errors';
import { BadAnswer, ConnectionCut, DeadlinePassed } from './deadlines';

const missing = /^(NotFound|NoSuchKey|NoSuchVersion|NoSuchObject|MethodNotAllowed)$/;
const full = /StorageFull|QuotaExceeded|InsufficientStorage|NoSpace|DiskFull/i;
const passing =
  /^(SlowDown|InternalError|ServiceUnavailable|RequestTimeout|BadDigest|XAmzContentChecksumMismatch|Throttling)/;

/** What the store itself called its refusal: a code of S3, or of the operating system. */
function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** The status that minio's client puts into words where it would have retried itself. */
function retryableStatus(error: unknown): number | null {
  const status = isNativeError(error) ? /Retryable HTTP status: (\d{3})/.exec(error.message)?.[1] : undefined;
  return status === undefined ? null : Number(status);
}

/** Turns whatever went wrong between us and the store into one of this module's refusals. */
export function asRefusal(error: unknown): Error {
  if (error instanceof Refusal) return error;
  const code = codeOf(error);
  if (full.test(code) || (isNativeError(error) && full.test(error.message))) return new StoreFull(error);
  if (missing.test(code)) return new ObjectMissing(error);
  if (error instanceof DeadlinePassed) return new StoreUnavailable(error.deadline, error);
  if (error instanceof BadAnswer) return new StoreUnavailable('bad_answer', error);
  if (error instanceof ConnectionCut) return new StoreUnavailable('connection', error);
  if (code === 'NoSuchBucket') return new StoreUnavailable('no_bucket', error);
  return new StoreUnavailable(retryableStatus(error) === null && !passing.test(code) ? 'refused' : 'busy', error);
}

/** Whether the same request may succeed a moment later. */
export function mayPass(error: unknown): boolean {
  if (error instanceof ConnectionCut || error instanceof BadAnswer || error instanceof DeadlinePassed) return true;
  if (error instanceof Refusal) return error instanceof StoreUnavailable && error.what === 'busy';
  return retryableStatus(error) !== null || passing.test(codeOf(error)) || isNetworkError(codeOf(error));
}

function isNetworkError(code: string): boolean {
  return /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|EAI_|ENOTFOUND|ERR_SOCKET)/.test(code);
}
