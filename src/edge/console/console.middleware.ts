import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Inject, Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { isNavigation, listConsoleFiles, type ConsoleFile } from './console-files';
import { pagePolicy, partPolicy, permissions } from './console-policy';

/** Injection token of the folder that the console was built into. */
export const CONSOLE_FOLDER = Symbol('console folder');

const compress = promisify(gzip);
const yearSeconds = 31_536_000;
const hourSeconds = 3600;

/** Answers for the files of the console and lets everything else pass. */
@Injectable()
export class ConsoleMiddleware implements NestMiddleware {
  readonly #files: ReadonlyMap<string, ConsoleFile>;
  /** The same few texts go out compressed every time: each is compressed once. */
  readonly #compressed = new Map<string, Promise<Buffer>>();

  constructor(@Inject(CONSOLE_FOLDER) folder: string) {
    this.#files = listConsoleFiles(folder);
  }

  async use(request: Request, response: Response, next: NextFunction): Promise<void> {
    const file = this.#fileFor(request);
    if (file === undefined) {
      next();
      return;
    }
    describe(response, file);
    if (request.method === 'HEAD') response.end();
    else await this.#send(request, response, file);
  }

  #fileFor(request: Request): ConsoleFile | undefined {
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
    // Nest mounts middleware on a pattern, and `path` is what is left behind it.
    const [path = '/'] = request.originalUrl.split('?');
    const file = this.#files.get(path);
    if (file !== undefined) return file;
    const goesToPage = isNavigation(request.method, path, request.get('sec-fetch-mode'), request.get('accept'));
    return goesToPage ? this.#files.get('/index.html') : undefined;
  }

  async #send(request: Request, response: Response, file: ConsoleFile): Promise<void> {
    try {
      if (file.compressible && request.acceptsEncodings('gzip') === 'gzip') {
        const body = await this.#compress(file);
        response.setHeader('Content-Encoding', 'gzip').setHeader('Content-Length', body.length).end(body);
        return;
      }
      await pipeline(createReadStream(file.path), response);
    } catch {
      // Gone from the disk, or the reader left: nothing of it is worth keeping the line for.
      response.destroy();
    }
  }

  #compress(file: ConsoleFile): Promise<Buffer> {
    const known = this.#compressed.get(file.path);
    if (known !== undefined) return known;
    const made = readFile(file.path).then((content) => compress(content));
    this.#compressed.set(file.path, made);
    return made;
  }
}

function describe(response: Response, file: ConsoleFile): void {
  const isPage = file.type.startsWith('text/html');
  response.setHeader('Content-Type', file.type);
  response.setHeader('Content-Security-Policy', isPage ? pagePolicy : partPolicy);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', cachingOf(file, isPage));
  if (file.compressible) response.setHeader('Vary', 'Accept-Encoding');
  if (!isPage) return;
  response.setHeader('Permissions-Policy', permissions);
  response.setHeader('X-Robots-Tag', 'noindex');
}

function cachingOf(file: ConsoleFile, isPage: boolean): string {
  if (isPage) return 'no-store';
  return file.immutable ? `public, max-age=${yearSeconds}, immutable` : `public, max-age=${hourSeconds}`;
}
