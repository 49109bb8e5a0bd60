import { createReadStream, createWriteStream } from 'node:fs';
import { Agent, createServer, get } from 'node:http';
import { type AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

/** What the vault is compared with: a plain relay before the store, and a plain file stream, in Node as one would write them. */
const agent = new Agent({ keepAlive: true });

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const target = searchParams.get('target') ?? '';
  const fail = (): void => void response.destroy();
  if (request.method === 'PUT') {
    pipeline(request, createWriteStream(target)).then(() => response.writeHead(201).end(), fail);
  } else if (pathname === '/file-range') {
    const match = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const [start, end] = [Number(match?.[1]), Number(match?.[2])];
    response.writeHead(206, { 'Content-Length': end - start + 1 });
    pipeline(createReadStream(target, { start, end, highWaterMark: 2 ** 20 }), response).catch(fail);
  } else if (pathname === '/file') {
    // 1 MiB is the fast setting: node's default of 64 KiB has a third of its speed.
    pipeline(createReadStream(target, { highWaterMark: 2 ** 20 }), response).catch(fail);
  } else {
    get(target, { agent, headers: request.headers.range ? { range: request.headers.range } : {} }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, { 'Content-Length': answer.headers['content-length'] });
      answer.pipe(response);
    }).on('error', fail);
  }
});
server.requestTimeout = 0;
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
