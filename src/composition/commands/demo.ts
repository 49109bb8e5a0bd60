import { join } from 'node:path';
import { Command } from 'commander';
import { type Finish, type GetContext, settingsOf } from '../command-context';
import { runDemo } from '../demo/run-demo';

/** A vault with fictional people and items, to try. Its state lies in `./data/demo` unless another folder is given. */
export function demoCommand(context: GetContext, finish: Finish): Command {
  return new Command('demo')
    .description('start a vault with fictional people and items, and go on serving it')
    .option('--reset', 'remove what the demo made before and begin anew')
    .action(async ({ reset }: { reset?: boolean }) => {
      const given = context();
      const settings = settingsOf(
        { ...given, data: given.data ?? join('data', 'demo') },
        {
          STRONGROOM_PORT_FALLBACK: 'true',
          STRONGROOM_LOG_LEVEL: 'warn',
        },
      );
      await runDemo(settings, { reset: reset === true });
      finish(0);
    });
}
