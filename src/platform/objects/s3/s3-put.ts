import { type Readable } from 'node:stream';
import { type Client } from 'minio';
import { type PutOptions } from '../object-store';
import { type RetryPolicy, withRetries } from '../retry';
import { piecesUntil, SourceFailed } from '../source';
import { contentType, MultipartPut, type Upload, type Written } from './multipart-put';
import { type Part, partBytes, PartCutter } from './parts';
import { asRefusal, mayPass } from './refusals';

export interface PutTools {
  readonly bucket: string;
  readonly retries: RetryPolicy;
  /** A client whose requests end with the signal. */
  client(signal: AbortSignal): Client;
  /** Ends a multipart upload, whatever state it is in. */
  abort(put: { key: string; uploadId: string }): Promise<void>;
}

/** One object on its way into the bucket: a single request up to one part, a multipart upload beyond. */
export class S3Put {
  private readonly given = new AbortController();
  private readonly signal: AbortSignal;
  private readonly cutter: PartCutter;
  private readonly upload: Upload;

  constructor(
    private readonly tools: PutTools,
    key: string,
    private readonly options: PutOptions,
  ) {
    const { signal, size = partBytes } = options;
    this.signal = signal ? AbortSignal.any([this.given.signal, signal]) : this.given.signal;
    this.cutter = new PartCutter(Math.min(partBytes, Math.max(1, size)));
    const { bucket, retries } = tools;
    this.upload = { client: tools.client(this.signal), bucket, key, retries, signal: this.signal };
  }

  /** Bytes that the source has given. */
  get size(): number {
    return this.cutter.total;
  }

  /** What the store says it has written; null where its answer was lost. */
  async run(source: AsyncIterable<Buffer> | Readable): Promise<Written | null> {
    const parts = this.cutter.cut(piecesUntil(source, this.signal, this.options.size));
    try {
      const first = await parts.next();
      // The cutter always gives one part at least.
      if (first.done === true) throw new TypeError('There is no part.');
      return first.value.last ? await this.whole(first.value) : await this.inParts(first.value, parts);
    } catch (error) {
      this.given.abort(error);
      if (this.options.signal?.aborted === true) throw this.options.signal.reason;
      throw error instanceof SourceFailed ? error.inner : asRefusal(error);
    }
  }

  private async whole({ bytes }: Part): Promise<Written> {
    const { client, bucket, key, retries } = this.upload;
    const put = () => client.putObject(bucket, key, bytes, bytes.length, contentType);
    return withRetries(retries, mayPass, put, this.signal);
  }

  private async inParts(first: Part, rest: AsyncIterable<Part>): Promise<Written | null> {
    const put = await MultipartPut.begin(this.upload, this.tools.client(new AbortController().signal), (error) =>
      this.given.abort(error),
    );
    try {
      this.signal.throwIfAborted();
      await put.send(first);
      for await (const part of rest) await put.send(part);
      return await put.complete();
    } catch (error) {
      this.given.abort(error);
      await put.settled();
      // Where even this fails, the sweeper of incomplete uploads finds it by its reservation.
      await this.tools.abort({ key: this.upload.key, uploadId: put.uploadId }).catch(() => undefined);
      throw error;
    }
  }
}
