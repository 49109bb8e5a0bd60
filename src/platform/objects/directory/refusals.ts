import { Refusal } from '../../../kernel';
import { ObjectMissing, StoreFull, StoreUnavailable } from '../errors';

/** Turns an error of the file system into one of this module's refusals; no path leaves with it but as the cause. */
export function asRefusal(error: unknown): Error {
  if (error instanceof Refusal) return error;
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return new StoreFull(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return new ObjectMissing(error);
  return new StoreUnavailable('file_system', error);
}

export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
