/**
 * Runs the benches' TypeScript as it stands: `npm run bench -- [--quick] [--only part,…] [--out FILE]`.
 * With a second name it runs one of the servers that the benches measure, each in a process of its own.
 */
import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { join } from 'node:path';
import { transformSync } from '@swc/core';

const options = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2022',
  },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
};

Module._extensions['.ts'] = (module, filename) => {
  module._compile(transformSync(readFileSync(filename, 'utf8'), { ...options, filename }).code, filename);
};

const [first = ''] = process.argv.slice(2);
const server = first.startsWith('server:') ? join('servers', `${first.slice(7)}.ts`) : null;
const reliability = first === 'reliability' ? process.argv.splice(2, 1) && 'reliability.ts' : null;
createRequire(import.meta.url)(join(import.meta.dirname, server ?? reliability ?? 'bench.ts'));
