import { type Readable } from 'node:stream';
import { type Client } from 'minio';
import { ObjectChanged, ObjectMissing, StoreUnavailable } from '../errors';
import { checkKey, checkPrefix } from '../object-key';
import {
  type GetOptions,
  type IncompletePut,
  type ListedObject,
  type ObjectReader,
  type ObjectStore,
  type PutOptions,
  type StoredObject,
} from '../object-store';
import { defaultRetries, type RetryPolicy, withRetries } from '../retry';
import { defaultDeadlines } from './deadlines';
import { HttpTransport } from './http-transport';
import { type ListedVersion, listUploads, listVersions } from './listings';
import { isGone, type Written } from './multipart-put';
import { readRange } from './range-read';
import { RawTransport } from './raw-transport';
import { asRefusal, mayPass } from './refusals';
import { S3Clients, type S3Options } from './s3-client';
import { type PutTools, S3Put } from './s3-put';
import { type Transport } from './transport';

const presignedForSeconds = 60;

/**
 * Objects in a bucket of any S3 store. Parts are cut and sent by the low-level calls of minio's client, because its `putObject`
 * buffers streams of unknown length, resumes foreign uploads and never aborts; ranges are read without it.
 */
export class S3Store implements ObjectStore {
  readonly kind = 's3';
  private readonly clients: S3Clients;
  private readonly transport: Transport;
  private readonly retries: RetryPolicy;
  private readonly bucket: string;
  private readonly plain: Client;
  private readonly tools: PutTools;

  constructor(private readonly options: S3Options) {
    const deadlines = { ...defaultDeadlines, ...options.deadlines };
    const url = new URL(options.url);
    this.retries = { ...defaultRetries, ...options.retries };
    this.bucket = options.bucket;
    this.clients = new S3Clients(options, deadlines);
    this.plain = this.clients.client();
    this.tools = {
      bucket: this.bucket,
      retries: this.retries,
      client: (signal) => this.clients.client(signal),
      abort: (put) => this.abort(put),
    };
    const Chosen = options.reading === 'http' ? HttpTransport : RawTransport;
    this.transport = new Chosen(url, deadlines, options.ca);
  }

  async put(key: string, source: AsyncIterable<Buffer> | Readable, options: PutOptions = {}): Promise<StoredObject> {
    checkKey(key);
    const put = new S3Put(this.tools, key, options);
    const written = await put.run(source);
    return this.confirm(key, written, put.size);
  }

  async get(key: string, options: GetOptions): Promise<ObjectReader> {
    checkKey(key);
    const presign = async ({ versionId, entry }: GetOptions): Promise<URL> => {
      const query: Record<string, string> = {};
      if (versionId !== null) query['versionId'] = versionId;
      if (entry !== undefined) query['x-entry'] = String(entry);
      return new URL(await this.plain.presignedUrl('GET', this.bucket, key, presignedForSeconds, query));
    };
    return readRange({ transport: this.transport, retries: this.retries, presign }, options);
  }

  async head(key: string, options: { versionId?: string | null; signal?: AbortSignal } = {}): Promise<StoredObject> {
    checkKey(key);
    const client = options.signal ? this.clients.client(options.signal) : this.plain;
    const { versionId = null } = options;
    const version = versionId === null ? {} : { versionId };
    const look = () => client.statObject(this.bucket, key, version).catch(namelessVersion(versionId));
    const found = await this.patiently(look, options.signal);
    if (versionId !== null && found.versionId !== versionId) throw new ObjectChanged('version');
    return { key, versionId: found.versionId ?? null, etag: found.etag, size: found.size };
  }

  async deleteAllVersions(key: string): Promise<number> {
    checkKey(key);
    for await (const put of this.listIncomplete(key)) if (put.key === key) await this.abort(put);
    const found: ListedVersion[] = [];
    for await (const version of this.versions(key)) if (version.key === key) found.push(version);
    for (const { versionId } of found) {
      const version = versionId === null ? {} : { versionId };
      await this.patiently(() => this.plain.removeObject(this.bucket, key, version));
    }
    return found.filter(({ marker }) => !marker).length;
  }

  async *list(prefix: string): AsyncGenerator<ListedObject> {
    checkPrefix(prefix);
    for await (const { marker, ...version } of this.versions(prefix)) if (!marker) yield version;
  }

  async *listIncomplete(prefix: string): AsyncGenerator<IncompletePut> {
    checkPrefix(prefix);
    yield* listUploads((keyMarker, idMarker) =>
      this.patiently(() => this.plain.listIncompleteUploadsQuery(this.bucket, prefix, keyMarker, idMarker, '')),
    );
  }

  async abort({ key, uploadId }: Pick<IncompletePut, 'key' | 'uploadId'>): Promise<void> {
    checkKey(key);
    try {
      await withRetries(this.retries, mayPass, () => this.plain.abortMultipartUpload(this.bucket, key, uploadId));
    } catch (error) {
      if (!isGone(error)) throw asRefusal(error);
    }
  }

  /** The bucket must be there and keep versions: without them a planted object would take the place of ours. */
  async check(): Promise<void> {
    const exists = await this.patiently(() => this.plain.bucketExists(this.bucket));
    if (!exists) throw new StoreUnavailable('no_bucket');
    const versioning: unknown = await this.patiently(() => this.plain.getBucketVersioning(this.bucket));
    const status =
      typeof versioning === 'object' && versioning !== null && 'Status' in versioning ? versioning.Status : '';
    if (status !== 'Enabled') throw new StoreUnavailable('no_versions');
  }

  close(): void {
    this.transport.close();
    this.clients.close();
  }

  /** Looks at what was written instead of believing the answer; a version that differs is taken away again. */
  private async confirm(key: string, written: Written | null, size: number): Promise<StoredObject> {
    const stored = await this.head(key, { versionId: written?.versionId ?? null });
    if (stored.size === size && (written === null || stored.etag === written.etag)) return stored;
    const version = stored.versionId === null ? {} : { versionId: stored.versionId };
    await this.plain.removeObject(this.bucket, key, version).catch(() => undefined);
    throw new ObjectChanged('written');
  }

  private versions(prefix: string): AsyncGenerator<ListedVersion> {
    const { pageSize = 1000 } = this.options;
    return listVersions((keyMarker, versionIdMarker) => {
      const query = { Delimiter: '', MaxKeys: pageSize, IncludeVersion: true, keyMarker, versionIdMarker };
      return this.patiently(() => this.plain.listObjectsQuery(this.bucket, prefix, '', query));
    });
  }

  private async patiently<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await withRetries(this.retries, mayPass, work, signal);
    } catch (error) {
      throw signal?.aborted === true ? signal.reason : asRefusal(error);
    }
  }
}

/** Stores refuse a version id of a form that they never make as a bad argument: there is no such version. */
function namelessVersion(versionId: string | null) {
  return (error: unknown): never => {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
    throw versionId !== null && code === 'InvalidArgument' ? new ObjectMissing(error) : error;
  };
}
