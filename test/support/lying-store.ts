import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';

/** What a request asks for, as the lies see it. */
export interface StoreRequest {
  readonly op:
    | 'bucket'
    | 'versioning'
    | 'versions'
    | 'uploads'
    | 'head'
    | 'get'
    | 'put'
    | 'begin'
    | 'part'
    | 'complete'
    | 'abort'
    | 'delete';
  readonly key: string;
  readonly part: number;
  /** How many requests of this kind there were before. */
  readonly earlier: number;
}

/** How an answer differs from the true one. */
export interface Lie {
  readonly status?: number;
  /** Replaces headers; null leaves one out. */
  readonly headers?: Readonly<Record<string, string | string[] | null>>;
  /** Changes the body; on a GET the length that is announced stays the true one. */
  readonly body?: (truth: Buffer) => Buffer;
  /** Replaces the whole answer by these bytes on the wire. */
  readonly raw?: Buffer;
  /** Sends so many bytes of the body and then nothing, or cuts the connection. */
  readonly hangAfter?: number;
  readonly cutAfter?: number;
  /** Does not answer at all, or resets the connection, before (or after) having done what was asked. */
  readonly silent?: boolean;
  readonly reset?: 'before' | 'after';
}

interface Version {
  versionId: string;
  etag: string;
  bytes: Buffer;
}

/** An S3 store in memory that tells the truth until a lie is planted. It forgets the bytes of parts where `forgetful`. */
export class LyingStore {
  readonly versions = new Map<string, Version[]>();
  readonly uploads = new Map<string, { key: string; parts: Map<number, Buffer> }>();
  readonly requests: StoreRequest[] = [];
  readonly sockets = new Set<Socket>();
  received = 0;
  forgetful = false;
  private lies: ((request: StoreRequest) => Lie | undefined)[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => void this.answer(request, response));
    this.server.keepAliveTimeout = 60_000;
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  static async start(): Promise<LyingStore> {
    const store = new LyingStore();
    await new Promise<void>((resolve) => store.server.listen(0, '127.0.0.1', resolve));
    return store;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on the answers to these requests are changed; `times` says how often. */
  lie(op: StoreRequest['op'], lie: Lie | ((request: StoreRequest) => Lie | undefined), times = Infinity): void {
    let left = times;
    this.lies.push((request) => {
      if (request.op !== op || left <= 0) return undefined;
      const chosen = typeof lie === 'function' ? lie(request) : lie;
      if (chosen) left -= 1;
      return chosen;
    });
  }

  /** Tells the truth again, about nothing. */
  reset(): void {
    this.lies = [];
    this.versions.clear();
    this.uploads.clear();
    this.requests.length = 0;
    this.received = 0;
  }

  count(op: StoreRequest['op']): number {
    return this.requests.filter((request) => request.op === op).length;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://store');
    const key = decodeURIComponent(url.pathname.split('/').slice(2).join('/'));
    const op = operation(request.method ?? '', key, url.searchParams);
    const asked: StoreRequest = {
      op,
      key,
      part: Number(url.searchParams.get('partNumber') ?? 0),
      earlier: this.count(op),
    };
    this.requests.push(asked);
    const lie = this.lies.map((tell) => tell(asked)).find((told) => told !== undefined) ?? {};
    if (lie.reset === 'before') return void request.socket.resetAndDestroy();
    const body = await this.receive(request);
    if (body === null || lie.silent === true) return;
    const truth =
      lie.status === undefined
        ? this.act(asked, url.searchParams, request, body)
        : { status: lie.status, headers: {}, body: Buffer.alloc(0) };
    if (lie.reset === 'after') return void request.socket.resetAndDestroy();
    send(response, truth, lie);
  }

  private async receive(request: IncomingMessage): Promise<Buffer | null> {
    const pieces: Buffer[] = [];
    try {
      for await (const piece of request as AsyncIterable<Buffer>) {
        this.received += piece.length;
        if (!this.forgetful) pieces.push(piece);
      }
      return Buffer.concat(pieces);
    } catch {
      return null;
    }
  }

  private act(asked: StoreRequest, query: URLSearchParams, request: IncomingMessage, body: Buffer): Truth {
    const upload = this.uploads.get(query.get('uploadId') ?? '');
    if (['part', 'complete', 'abort'].includes(asked.op) && !upload) return refused(404, 'NoSuchUpload');
    return this.acts[asked.op]({ ...asked, query, request, body });
  }

  private readonly acts: Record<StoreRequest['op'], (asked: Asked) => Truth> = {
    bucket: () => truth(200),
    versioning: () => xml('<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>'),
    put: ({ key, body }) => this.store(key, body, etagOf(body)),
    begin: ({ key }) => {
      const uploadId = randomUUID();
      this.uploads.set(uploadId, { key, parts: new Map() });
      return xml(`<InitiateMultipartUploadResult><UploadId>${uploadId}</UploadId></InitiateMultipartUploadResult>`);
    },
    part: ({ query, part, body }) => {
      this.uploads.get(query.get('uploadId') ?? '')?.parts.set(part, body);
      return truth(200, { ETag: `"${etagOf(body)}"` });
    },
    complete: ({ key, query }) => {
      const uploadId = query.get('uploadId') ?? '';
      const parts = [...(this.uploads.get(uploadId)?.parts ?? [])].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
      this.uploads.delete(uploadId);
      const bytes = Buffer.concat(parts);
      const etag = `${etagOf(bytes)}-${parts.length}`;
      const { headers } = this.store(key, bytes, etag);
      return {
        ...xml(
          `<CompleteMultipartUploadResult><Location>here</Location><Bucket>b</Bucket><Key>k</Key><ETag>"${etag}"</ETag></CompleteMultipartUploadResult>`,
        ),
        headers,
      };
    },
    abort: ({ query }) => {
      this.uploads.delete(query.get('uploadId') ?? '');
      return truth(204);
    },
    delete: ({ key, query }) => {
      const left = (this.versions.get(key) ?? []).filter(({ versionId }) => versionId !== query.get('versionId'));
      this.versions.set(key, left);
      return truth(204);
    },
    versions: ({ query }) => xml(`<ListVersionsResult>${this.listed(query.get('prefix') ?? '')}</ListVersionsResult>`),
    uploads: ({ query }) => {
      const entries = [...this.uploads].filter(([, { key }]) => key.startsWith(query.get('prefix') ?? ''));
      const listed = entries.map(
        ([id, { key }]) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId>${begun}</Upload>`,
      );
      return xml(`<ListMultipartUploadsResult>${listed.join('')}</ListMultipartUploadsResult>`);
    },
    head: ({ key, query, request }) => this.read(key, query.get('versionId'), request),
    get: ({ key, query, request }) => this.read(key, query.get('versionId'), request),
  };

  private store(key: string, bytes: Buffer, etag: string): Truth {
    const version = { versionId: randomUUID(), etag, bytes };
    this.versions.set(key, [version, ...(this.versions.get(key) ?? [])]);
    return truth(200, { ETag: `"${etag}"`, 'x-amz-version-id': version.versionId });
  }

  private read(key: string, versionId: string | null, request: IncomingMessage): Truth {
    const version = (this.versions.get(key) ?? []).find((found) => versionId === null || found.versionId === versionId);
    if (!version) return refused(404, 'NoSuchKey');
    const headers = { ETag: `"${version.etag}"`, 'x-amz-version-id': version.versionId };
    const { bytes } = version;
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    if (!range)
      return {
        status: 200,
        headers: { ...headers, 'Content-Length': String(bytes.length) },
        body: request.method === 'HEAD' ? Buffer.alloc(0) : bytes,
      };
    const [start, end] = [Number(range[1]), Number(range[2])];
    const part = bytes.subarray(start, end + 1);
    const ranged = {
      'Content-Range': `bytes ${start}-${start + part.length - 1}/${bytes.length}`,
      'Content-Length': String(part.length),
    };
    return { status: 206, headers: { ...headers, ...ranged }, body: part };
  }

  private listed(prefix: string): string {
    const found = [...this.versions].filter(([key]) => key.startsWith(prefix));
    return found
      .flatMap(([key, versions]) =>
        versions.map(
          ({ versionId, etag, bytes }) =>
            `<Version><Key>${key}</Key><VersionId>${versionId}</VersionId><ETag>"${etag}"</ETag><Size>${bytes.length}</Size></Version>`,
        ),
      )
      .join('');
  }
}

const begun = '<Initiated>2026-11-01T00:00:00Z</Initiated>';

interface Asked extends StoreRequest {
  query: URLSearchParams;
  request: IncomingMessage;
  body: Buffer;
}

interface Truth {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

function truth(status: number, headers: Record<string, string> = {}): Truth {
  return { status, headers, body: Buffer.alloc(0) };
}

function xml(text: string): Truth {
  return { status: 200, headers: {}, body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`) };
}

function refused(status: number, code: string): Truth {
  return { ...xml(`<Error><Code>${code}</Code><Message>refused</Message></Error>`), status };
}

/** The XML of a refusal, for lies that speak for themselves. */
export function refusalXml(code: string): Buffer {
  return refused(500, code).body;
}

function etagOf(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}

function operation(method: string, key: string, query: URLSearchParams): StoreRequest['op'] {
  if (key === '') {
    if (query.has('versions')) return 'versions';
    if (query.has('uploads')) return 'uploads';
    return query.has('versioning') ? 'versioning' : 'bucket';
  }
  if (query.has('uploads')) return 'begin';
  const inUpload = query.has('uploadId');
  if (method === 'PUT') return inUpload ? 'part' : 'put';
  if (method === 'POST') return 'complete';
  if (method === 'DELETE') return inUpload ? 'abort' : 'delete';
  return method === 'HEAD' ? 'head' : 'get';
}

function send(response: ServerResponse, told: Truth, lie: Lie): void {
  const socket = response.socket;
  if (lie.raw) {
    socket?.write(lie.raw);
    return;
  }
  const body = lie.body ? lie.body(told.body) : told.body;
  const headers: Record<string, string | string[]> = {
    'Content-Length': String(body.length),
    ...told.headers,
  };
  for (const [name, value] of Object.entries(lie.headers ?? {})) {
    for (const other of Object.keys(headers))
      if (other.toLowerCase() === name.toLowerCase()) Reflect.deleteProperty(headers, other);
    if (value !== null) headers[name] = value;
  }
  response.writeHead(told.status, headers);
  const stop = lie.hangAfter ?? lie.cutAfter;
  if (stop === undefined) {
    response.end(body);
    return;
  }
  response.flushHeaders();
  response.write(body.subarray(0, stop), () => {
    if (lie.cutAfter !== undefined) socket?.destroy();
  });
}
