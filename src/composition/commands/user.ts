import { Command, InvalidArgumentError } from 'commander';
import { type Role, roles, systemContext } from '../../kernel';
import { People } from '../../trust/identity';
import { answer, type CommandContext, type Finish, type GetContext, settingsOf } from '../command-context';
import { withVault } from '../vault-context';

interface AddOptions {
  readonly role: Role[];
  readonly displayName?: string;
}

/** People from the command line: the way in when the first link is lost or the last administrator is locked out. */
export function userCommand(context: GetContext, finish: Finish): Command {
  const command = new Command('user').description('make a person, or give one a new one-time password');
  command
    .command('add <name>')
    .description('make a person; prints a one-time password')
    .requiredOption('--role <role...>', `one or more of: ${roles.join(', ')}`, collectRole)
    .option('--display-name <text>', 'how the person is shown')
    .action(async (name: string, { role, displayName }: AddOptions) => {
      const made = await people(context(), (service) =>
        service.createPerson(systemContext('cli'), { name, displayName: displayName ?? name, roles: role }),
      );
      tell(context(), made.name, made.oneTimePassword);
      finish(0);
    });
  command
    .command('reset-password <name>')
    .description('unlock a person and print a new one-time password; ends all their sessions')
    .action(async (name: string) => {
      const made = await people(context(), (service) => resetByName(service, name));
      if (made !== null) tell(context(), name, made.oneTimePassword);
      else answer(context(), { name, oneTimePassword: null }, ['There is no person of that name.']);
      finish(made === null ? 1 : 0);
    });
  return command;
}

async function resetByName(service: People, name: string): Promise<{ oneTimePassword: string } | null> {
  const asVault = systemContext('cli');
  let cursor: string | undefined;
  do {
    const page = await service.list(asVault, { limit: 200, cursor });
    const person = page.items.find((item) => item.name === name);
    if (person) return service.resetPassword(asVault, person.id);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return null;
}

function people<T>(context: CommandContext, act: (service: People) => Promise<T>): Promise<T> {
  return withVault(settingsOf(context), (vault) => act(vault.get(People)));
}

function tell(context: CommandContext, name: string, oneTimePassword: string): void {
  answer(context, { name, oneTimePassword }, [
    `${name}: one-time password ${oneTimePassword}`,
    'It has to be changed at the first sign-in.',
  ]);
}

function collectRole(value: string, previous: Role[] | undefined): Role[] {
  const role = roles.find((known) => known === value);
  if (role === undefined) throw new InvalidArgumentError(`Roles are: ${roles.join(', ')}.`);
  return [...(previous ?? []), role];
}
