/** Why an object was not opened: for the log and for tests, never for the client. */
export type SealedReason =
  | 'KEY_INVALID'
  | 'HEADER_MISMATCH'
  | 'COMMITMENT_MISMATCH'
  | 'SIZE_MISMATCH'
  | 'CHUNK_INVALID'
  | 'TRUNCATED'
  | 'TRAILING_BYTES';

/**
 * The one error of this library. Its sentence is the same whatever went wrong, so that nobody learns from it;
 * `reason` and `chunk` are for the log entry `integrity_failed`.
 */
export class SealedError extends Error {
  constructor(
    readonly reason: SealedReason,
    readonly chunk: number | null = null,
  ) {
    super('The sealed object could not be opened.');
    this.name = 'SealedError';
  }
}
