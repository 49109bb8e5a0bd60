import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Finish, GetContext } from '../command-context';
import { describeApi } from '../describe-api';
import { programFolder } from '../program-folder';

/** Writes the committed `openapi.json` from the code; run from the build, which carries the descriptions. */
export function openapiCommand(_context: GetContext, finish: Finish): Command {
  return new Command('openapi').description('write openapi.json').action(async () => {
    await writeFile(join(programFolder, 'openapi.json'), await describeApi());
    finish(0);
  });
}
