import { type KeyObject, createHash, createSecretKey } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { newId, secureRandom, systemClock } from '../../src/kernel';
import { DirectoryStore, type ObjectStore, S3Store, type S3Options } from '../../src/platform/objects';
import { type ObjectIds } from '../../src/platform/sealed';
import { Settings } from '../../src/platform/settings';
import { FetchAndOpen } from '../../src/records/media/fetch-and-open';
import { type SealedMedia } from '../../src/records/media/media-streams';
import { SealAndStore } from '../../src/records/media/seal-and-store';
import { StreamThreads } from '../../src/records/media/streams/stream-threads';
import { StreamMemory } from '../../src/records/media/streams/stream-memory';

/** The vault's data path without the vault: no log, no access, no database. What those cost is measured against this. */
export interface DataPathConfig {
  readonly directory?: string;
  readonly s3?: S3Options;
  readonly threads?: number;
}

interface Kept {
  readonly ids: ObjectIds;
  readonly dataKey: KeyObject;
  readonly object: SealedMedia;
}

const config = JSON.parse(process.argv[3] ?? '{}') as DataPathConfig;
const settings = Object.assign(new Settings(), { openerThreads: config.threads ?? new Settings().openerThreads });
const store: ObjectStore = config.s3 ? new S3Store(config.s3) : new DirectoryStore(config.directory ?? '', systemClock);
const memory = new StreamMemory(settings);
const threads = new StreamThreads(settings, workerFile());
const sealer = new SealAndStore(store, memory, threads);
const opener = new FetchAndOpen(store, memory, threads, settings);
const kept = new Map<string, Kept>();

/** The compiled worker, or the one that compiles itself. */
function workerFile(): string {
  const root = join(__dirname, '../..');
  const built = join(root, 'dist/src/records/media/streams/stream-worker.js');
  return existsSync(built) ? built : join(root, 'test/unit/sealed-streams/stream-worker.mjs');
}

async function* hashed(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const piece of source) {
    hash.update(piece);
    yield piece;
  }
  hash.digest('hex');
}

/** As the vault takes a body in: SHA-256 of the plaintext, sealing, SHA-256 of the object, put. */
async function takeIn(request: IncomingMessage): Promise<string> {
  const ids = { vaultId: newId(), mediaId: newId(), objectId: newId(), dataKeyId: newId() };
  const dataKey = createSecretKey(secureRandom(32));
  const length = Number(request.headers['content-length']);
  const objectKey = `objects/${ids.objectId.slice(0, 2)}/${ids.objectId}`;
  const signal = new AbortController().signal;
  const object = await sealer.store({ ids, dataKey, objectKey, plain: hashed(request), length, signal });
  kept.set(ids.objectId, { ids, dataKey, object });
  return ids.objectId;
}

/** The same path without the sealing. */
async function takeInUnsealed(request: IncomingMessage): Promise<string> {
  const id = newId();
  await store.put(`objects/${id.slice(0, 2)}/${id}`, hashed(request), {
    size: Number(request.headers['content-length']),
  });
  return id;
}

async function send(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const found = kept.get(id);
  if (!found) return void response.writeHead(404).end();
  const match = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  const from = match ? Number(match[1]) : 0;
  const to = match ? Number(match[2]) + 1 : found.object.length;
  const signal = new AbortController().signal;
  const media = await opener.open({ ...found, range: { from, to, suffix: false }, entry: 1, signal });
  response.writeHead(match ? 206 : 200, { 'Content-Length': to - from, 'Content-Type': 'application/octet-stream' });
  await media.sendTo(response);
  response.end();
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, way = '', id = ''] = (request.url ?? '').split('/');
  if (request.method === 'GET') return send(id, request, response);
  const made = way === 'unsealed' ? await takeInUnsealed(request) : await takeIn(request);
  response.writeHead(201).end(made);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(error);
    response.destroy();
  });
});
server.requestTimeout = 0;
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
