import { createHash } from 'node:crypto';
import { type Client } from 'minio';
import { type Clock, newId } from '../../../kernel';
import { ObjectChanged } from '../errors';
import { checkKey, checkPrefix } from '../object-key';
import { defaultRetries, type RetryPolicy, withRetries } from '../retry';
import { defaultDeadlines } from '../s3/deadlines';
import { type ListedVersion, listVersions } from '../s3/listings';
import { asRefusal, mayPass } from '../s3/refusals';
import { S3Clients, type S3Options } from '../s3/s3-client';
import { longestWormObject, type WormBucket, WormConflict } from './worm-bucket';

export interface S3WormOptions extends S3Options {
  /** How long each object is locked, counted from when it is written. */
  readonly retentionDays: number;
}

const dayMillis = 86_400_000;
const canaryDays = 1;

/**
 * A bucket with object lock. Each version is put with its lock in one request, in mode COMPLIANCE, so that there is no
 * moment in which it could be removed. The bucket needs versions and object lock; a default retention it does not need.
 */
export class S3Worm implements WormBucket {
  readonly kind = 's3';
  readonly place: string;
  private readonly clients: S3Clients;
  private readonly client: Client;
  private readonly bucket: string;
  private readonly retries: RetryPolicy;

  constructor(
    private readonly options: S3WormOptions,
    private readonly clock: Clock,
  ) {
    this.clients = new S3Clients(options, { ...defaultDeadlines, ...options.deadlines });
    this.client = this.clients.client();
    this.bucket = options.bucket;
    this.retries = { ...defaultRetries, ...options.retries };
    this.place = `${new URL(options.url).host}/${options.bucket}`;
  }

  async putOnce(key: string, bytes: Buffer): Promise<void> {
    const kept = await this.get(key);
    if (kept === null) await this.put(key, bytes, this.options.retentionDays);
    else if (!kept.equals(bytes)) throw new WormConflict();
  }

  async putNewest(key: string, bytes: Buffer): Promise<void> {
    await this.put(key, bytes, this.options.retentionDays);
  }

  async get(key: string): Promise<Buffer | null> {
    const first = await this.findFirst(key);
    if (first === null) return null;
    if (first.size > longestWormObject) throw new ObjectChanged('size');
    const { versionId } = first;
    return this.patiently(async () => {
      const body = await this.client.getObject(this.bucket, key, versionId === null ? {} : { versionId });
      const bytes = await readWhole(body);
      if (bytes.length !== first.size) throw new ObjectChanged('length');
      return bytes;
    });
  }

  async *list(prefix: string, after = ''): AsyncGenerator<string> {
    checkPrefix(prefix);
    let last = after;
    for await (const { key, marker } of this.versions(prefix, after)) {
      if (marker || key <= last) continue;
      last = key;
      yield key;
    }
  }

  async proveLock(): Promise<boolean> {
    const key = `canary/${newId()}`;
    const versionId = await this.put(key, Buffer.from('canary'), canaryDays);
    if (versionId === null) return false;
    // With the right to pass over GOVERNANCE locks: only COMPLIANCE stands above everybody.
    const attempt = { versionId, governanceBypass: true };
    const refused = await this.client.removeObject(this.bucket, key, attempt).then(
      () => false,
      (error: unknown) => isRefused(error) || this.rethrow(error),
    );
    return refused && (await this.get(key)) !== null && (await this.isLocked(key, versionId));
  }

  close(): void {
    this.clients.close();
  }

  /** Without it a bucket whose policy merely forbids us to delete would pass for one that nobody can delete from. */
  private async isLocked(key: string, versionId: string): Promise<boolean> {
    // Not `getObjectRetention`: versitygw names the root element otherwise, and minio's parser then throws.
    const query = `retention&versionId=${encodeURIComponent(versionId)}`;
    const request = { method: 'GET', bucketName: this.bucket, objectName: key, query };
    const text = await this.patiently(async () => readText(await this.client.makeRequestAsync(request)));
    const until = /<RetainUntilDate>([^<]+)</.exec(text)?.[1] ?? '';
    return text.includes('<Mode>COMPLIANCE</Mode>') && Date.parse(until) > this.clock.now().getTime();
  }

  private async put(key: string, bytes: Buffer, days: number): Promise<string | null> {
    checkKey(key);
    const until = new Date(this.clock.now().getTime() + days * dayMillis);
    // `putObject` would turn these headers into metadata.
    const headers = {
      'content-type': 'application/octet-stream',
      'content-length': bytes.length,
      'content-md5': createHash('md5').update(bytes).digest('base64'),
      'x-amz-object-lock-mode': 'COMPLIANCE',
      'x-amz-object-lock-retain-until-date': until.toISOString().replace(/\.\d+Z$/, 'Z'),
    };
    const request = { method: 'PUT', bucketName: this.bucket, objectName: key, headers };
    const answer = await this.patiently(() => this.client.makeRequestAsyncOmit(request, bytes));
    const version = answer.headers['x-amz-version-id'];
    return typeof version === 'string' && version !== '' ? version : null;
  }

  /** Versions come newest first, so the last one of the key is the one that was there before all others. */
  private async findFirst(key: string): Promise<ListedVersion | null> {
    checkKey(key);
    let first: ListedVersion | null = null;
    for await (const version of this.versions(key)) {
      if (version.key > key) break;
      if (version.key === key && !version.marker) first = version;
    }
    return first;
  }

  private versions(prefix: string, after?: string): AsyncGenerator<ListedVersion> {
    const { pageSize = 1000 } = this.options;
    return listVersions((keyMarker, versionIdMarker) => {
      const query = { Delimiter: '', MaxKeys: pageSize, IncludeVersion: true, keyMarker, versionIdMarker };
      return this.patiently(() => this.client.listObjectsQuery(this.bucket, prefix, '', query));
    }, after);
  }

  private async patiently<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await withRetries(this.retries, mayPass, work);
    } catch (error) {
      return this.rethrow(error);
    }
  }

  private rethrow(error: unknown): never {
    throw asRefusal(error);
  }
}

async function readWhole(body: AsyncIterable<unknown>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

async function readText(body: AsyncIterable<unknown>): Promise<string> {
  return (await readWhole(body)).toString('utf8');
}

/** What stores call it when a lock stands in the way. */
function isRefused(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return /^(AccessDenied|ObjectLocked|InvalidRequest|MethodNotAllowed|WORMProtected)/.test(code);
}
