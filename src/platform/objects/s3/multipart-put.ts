import { isNativeError } from 'node:util/types';
import { crc32 } from 'node:zlib';
import { type Client } from 'minio';
import { ObjectChanged } from '../errors';
import { type RetryPolicy, withRetries } from '../retry';
import { type Part, partsInFlight } from './parts';
import { mayPass } from './refusals';

/** What the store says it has made of a put. */
export interface Written {
  readonly etag: string;
  readonly versionId: string | null;
}

/** What an upload needs to know of its store. */
export interface Upload {
  readonly client: Client;
  readonly bucket: string;
  readonly key: string;
  readonly retries: RetryPolicy;
  /** Ends when the put is given up. */
  readonly signal: AbortSignal;
}

export const contentType = { 'content-type': 'application/octet-stream' };

/** One multipart upload: parts go out two at a time, each with its CRC-32, each tried again on its own. */
export class MultipartPut {
  private readonly etags: { part: number; etag: string }[] = [];
  private readonly inFlight = new Set<Promise<void>>();
  private failure: Error | null = null;

  private constructor(
    private readonly upload: Upload,
    readonly uploadId: string,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** Giving up does not cut this one short request: an upload whose id never arrived could not be aborted. */
  static async begin(upload: Upload, uncut: Client, onFailure: (error: unknown) => void): Promise<MultipartPut> {
    const { bucket, key, retries, signal } = upload;
    const uploadId = await withRetries(
      retries,
      mayPass,
      () => uncut.initiateNewMultipartUpload(bucket, key, contentType),
      signal,
    );
    if (uploadId === '') throw new ObjectChanged('upload');
    return new MultipartPut(upload, uploadId, onFailure);
  }

  /** Resolves as soon as the part is on its way: while two are, the next one is filled and then waits here. */
  async send(part: Part): Promise<void> {
    if (this.inFlight.size >= partsInFlight) await Promise.race(this.inFlight);
    this.throwIfFailed();
    const number = this.etags.push({ part: this.etags.length + 1, etag: '' });
    const sending = this.sendOne(number, part)
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        part.release();
        this.inFlight.delete(sending);
      });
    this.inFlight.add(sending);
  }

  /** Joins the parts. Where the answer was lost the second try may find the upload gone: null then says "look for yourself". */
  async complete(): Promise<Written | null> {
    await Promise.all(this.inFlight);
    this.throwIfFailed();
    const { client, bucket, key, retries, signal } = this.upload;
    return withRetries(
      retries,
      mayPass,
      async (attempt) => {
        try {
          return await client.completeMultipartUpload(bucket, key, this.uploadId, this.etags);
        } catch (error) {
          if (attempt > 1 && isGone(error)) return null;
          throw error;
        }
      },
      signal,
    );
  }

  /** Waits until no request is on its way: a part that arrives after the abort would stay. */
  async settled(): Promise<void> {
    await Promise.all(this.inFlight);
  }

  private async sendOne(number: number, { bytes }: Part): Promise<void> {
    const { client, bucket, key, retries, signal } = this.upload;
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc32(bytes));
    const part = {
      bucketName: bucket,
      objectName: key,
      uploadID: this.uploadId,
      partNumber: number,
      headers: { 'x-amz-checksum-crc32': checksum.toString('base64') },
    };
    const { etag } = await withRetries(retries, mayPass, () => client.uploadPart(part, bytes), signal);
    if (etag === '') throw new ObjectChanged('part');
    this.etags[number - 1] = { part: number, etag };
  }

  private fail(error: unknown): void {
    this.failure ??= isNativeError(error) ? error : new ObjectChanged('part', error);
    this.onFailure(this.failure);
  }

  private throwIfFailed(): void {
    if (this.failure) throw this.failure;
  }
}

/** The upload is finished or aborted: stores say so by different codes. */
export function isGone(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return /^(NoSuchUpload|NotFound|NoSuchKey)$/.test(code);
}
