import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Finish, GetContext } from '../command-context';
import { configurationPage } from '../configuration-page';
import { programFolder } from '../program-folder';

/** Writes `docs/configuration.md` from the settings' own descriptions. */
export function configurationCommand(_context: GetContext, finish: Finish): Command {
  return new Command('configuration').description('write docs/configuration.md').action(async () => {
    await writeFile(join(programFolder, 'docs', 'configuration.md'), configurationPage());
    finish(0);
  });
}
