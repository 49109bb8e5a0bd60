import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

describe('openapi.json', () => {
  it('is what the routes say', () => {
    const describe_ =
      "require('./dist/src/composition/describe-api.js').describeApi().then((text) => process.stdout.write(text))";
    const now = execFileSync(process.execPath, ['-e', `require('reflect-metadata');${describe_}`], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    expect(JSON.parse(readFileSync(resolve('openapi.json'), 'utf8'))).toEqual(JSON.parse(now));
  });
});
