import { existsSync, readdirSync } from 'node:fs';
import { extname, join, posix } from 'node:path';

/** One file of the build, as a browser asks for it. */
export interface ConsoleFile {
  readonly path: string;
  readonly type: string;
  /** Its name holds a hash of its content. */
  readonly immutable: boolean;
  readonly compressible: boolean;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.pfb': 'application/octet-stream',
  '.bcmap': 'application/octet-stream',
  '.icc': 'application/octet-stream',
};
const texts = new Set(['.html', '.js', '.mjs', '.css', '.svg']);

/** The build as a list from address to file; empty where nothing was built. Only kinds of file that we know are served. */
export function listConsoleFiles(folder: string): ReadonlyMap<string, ConsoleFile> {
  const files = new Map<string, ConsoleFile>();
  if (!existsSync(join(folder, 'index.html')) || !existsSync(join(folder, 'assets'))) return files;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const extension = extname(entry.name);
    const type = types[extension];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const address = posix.join('/', path.slice(folder.length).replaceAll('\\', '/'));
    files.set(address, { path, type, immutable: address.startsWith('/assets/'), compressible: texts.has(extension) });
  }
  return files;
}

const outsideConsole = /^\/(v1|oauth|livez|readyz|startupz|metrics|openapi\.json|\.well-known)(\/|$)/;

/** Whether a request is a browser going to a page, rather than a program asking the API or a page asking for a part. */
export function isNavigation(
  method: string,
  path: string,
  mode: string | undefined,
  accept: string | undefined,
): boolean {
  if ((method !== 'GET' && method !== 'HEAD') || outsideConsole.test(path)) return false;
  return mode === undefined ? (accept ?? '').includes('text/html') : mode === 'navigate';
}
