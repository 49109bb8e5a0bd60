import { Command, CommanderError, Option } from 'commander';
import { version } from '../../package.json';
import { SettingsInvalid } from '../platform/settings';
import { auditCommand } from './commands/audit';
import { backupCommand, restoreCommand } from './commands/backup';
import { configurationCommand } from './commands/configuration';
import { demoCommand } from './commands/demo';
import { fsckCommand } from './commands/fsck';
import { initCommand } from './commands/init';
import { keysCommand } from './commands/keys';
import { migrateCommand } from './commands/migrate';
import { openapiCommand } from './commands/openapi';
import { userCommand } from './commands/user';
import { verifyCommand } from './commands/verify';
import { witnessCommand } from './commands/witness';
import type { CommandContext } from './command-context';

/** What a command found: 0 nothing wrong, 1 a finding, 2 a wrong call. */
type ExitCode = 0 | 1 | 2;

/** `strongroom [--data DIR] [--json] COMMAND …`. Sets the process's exit code. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  process.exitCode = await run(args);
}

async function run(args: readonly string[]): Promise<ExitCode> {
  let result: ExitCode = 0;
  const program = new Command('strongroom')
    .description('A self-hosted vault for the media that customers send to a helpdesk.')
    .version(version)
    .addOption(new Option('--data <folder>', 'data folder of the vault (default: STRONGROOM_DATA_DIR or ./data)'))
    .addOption(new Option('--json', 'answer as JSON').default(false))
    .exitOverride()
    .showHelpAfterError();
  const context = (): CommandContext => program.opts<CommandContext>();
  const finish = (code: ExitCode): void => void (result = code);
  const commands = [
    demoCommand,
    initCommand,
    migrateCommand,
    keysCommand,
    userCommand,
    verifyCommand,
    fsckCommand,
    backupCommand,
    restoreCommand,
    witnessCommand,
    auditCommand,
    openapiCommand,
    configurationCommand,
  ];
  for (const command of commands) program.addCommand(throwing(command(context, finish)));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return result;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`${error instanceof Error ? error.message : 'The command could not be run.'}\n`);
    return error instanceof SettingsInvalid ? 2 : 1;
  }
}

/** A wrong call throws in every subcommand, too, instead of ending the process with commander's own code. */
function throwing(command: Command): Command {
  command.commands.forEach(throwing);
  return command.exitOverride();
}
