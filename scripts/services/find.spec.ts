import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findService } from './find.mjs';

describe('findService', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'strongroom-find-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  function program(path: string, status: number): string {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), `#!/bin/sh\nexit ${status}\n`, { mode: 0o755 });
    return join(folder, path);
  }
  const find = () => findService('minio', { directory: folder, path: join(folder, 'path') });

  it('a service that is nowhere is null', () => {
    expect(find()).toBeNull();
  });

  it('a service on the PATH is found', () => {
    const path = program('path/minio', 0);
    expect(find()).toBe(path);
  });

  it('our own version comes before the PATH', () => {
    program('path/minio', 0);
    const own = program('bin/minio', 0);
    expect(find()).toBe(own);
  });

  it('a program that does not run is passed over', () => {
    program('bin/minio', 1);
    const path = program('path/minio', 0);
    expect(find()).toBe(path);
  });
});
