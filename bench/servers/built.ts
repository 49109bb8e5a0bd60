import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const load = createRequire(__filename);

/** A module of the built program, or of its source where nothing was built (worker threads are then left out). */
export function built(path: string): unknown {
  const compiled = join(root, 'dist', `${path}.js`);
  return load(existsSync(compiled) ? compiled : join(root, `${path}.ts`));
}
