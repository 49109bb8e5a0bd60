/** The opening worker as TypeScript, for tests: threads know nothing of jest's transforms. */
import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { join } from 'node:path';
import { transformSync } from '@swc/core';

const options = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } };
Module._extensions['.ts'] = (module, filename) =>
  module._compile(transformSync(readFileSync(filename, 'utf8'), { ...options, filename }).code, filename);
createRequire(import.meta.url)(join(import.meta.dirname, '../../../src/records/media/streams/stream-worker.ts'));
