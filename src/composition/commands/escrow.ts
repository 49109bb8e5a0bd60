import { open, readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { Command, InvalidArgumentError } from 'commander';
import { EndEscrow, MakeEscrow } from '../../edge/key-administration';
import { type Id, isId, systemClock } from '../../kernel';
import { readInstallation, type Settings } from '../../platform/settings';
import { Audit } from '../../trust/audit';
import { bringBackRoots, type Custodian, custodyOf, type EscrowDrill, Escrows, openEscrow } from '../../trust/keys';
import { systemEntry } from '../backup/system-entry';
import { answer, type Finish, type GetContext, settingsOf } from '../command-context';
import { openPrompt, type Prompt } from '../prompt';
import { withVault } from '../vault-context';
import { attachDatabases } from '../vault-databases';
import { lockVault } from '../vault-lock';
import { byTwoPeople } from './two-people';

const openedLines = {
  keystore_opens: ['The keyfile is made anew, and the keystore opens. Start the vault, and make a new escrow.'],
  keystore_empty: [
    'The keyfile is made anew. Restore a backup of its epoch: strongroom restore DIR. Then make a new escrow.',
  ],
} as const;

/** `strongroom keys escrow …`: a copy of the current root with custodians outside. */
export function escrowCommand(context: GetContext, finish: Finish): Command {
  const command = new Command('escrow').description('a copy of the current root with custodians outside the vault');
  command
    .command('make <file>')
    .description('write a sealed copy of the current root; takes a key administrator and a compliance officer')
    .requiredOption('--custodian <role=recipient>', 'an age recipient (age1…) of a role; several for deputies', gather)
    .action(async (file: string, { custodian }: { custodian: string[] }) => {
      const { epoch } = await make(settingsOf(context()), resolve(file), custodiansOf(custodian));
      answer(context(), { file, epoch }, [
        `The escrow of epoch ${epoch} is in ${file}. Take it away from here, to where no copy of the keystore is.`,
        'Escrows of older epochs open nothing that lives: have their holders destroy them, then say so: strongroom keys escrow destroyed ID.',
      ]);
      finish(0);
    });
  withIdentities(command.command('drill <file>'))
    .description('try in memory whether an escrow opens keys of the vault; the result is an entry')
    .action(async (file: string, { identity }: { identity: string[] }) => {
      const drill = await withVault(settingsOf(context()), async (vault) =>
        vault.get(Escrows).drill(await readFile(file, 'utf8'), await identitiesIn(identity)),
      );
      answer(context(), drill, [drillLine(drill)]);
      finish(drill.result === 'opened' ? 0 : 1);
    });
  command
    .command('destroyed <id>')
    .description('say that no copy of an escrow is left; takes a key administrator and a compliance officer')
    .action(async (id: string) => {
      if (!isId(id)) throw new InvalidArgumentError('An escrow is named by its id: strongroom keys status lists them.');
      await end(settingsOf(context()), id);
      answer(context(), { destroyed: id }, ['It does not count as a copy of its root any more.']);
      finish(0);
    });
  withIdentities(command.command('open <file>'))
    .description('make a lost keyfile anew from an escrow, while the vault does not run')
    .action(async (file: string, { identity }: { identity: string[] }) => {
      const opened = await bringBack(settingsOf(context()), resolve(file), identity);
      answer(context(), { opened }, openedLines[opened]);
      finish(0);
    });
  return command;
}

function withIdentities(command: Command): Command {
  return command.requiredOption('--identity <file>', 'a file with an age identity; one for each custodian', gather);
}

function gather(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function custodiansOf(given: readonly string[]): Custodian[] {
  const recipients = new Map<string, string[]>();
  for (const one of given) {
    const [role = '', recipient] = one.split('=');
    if (recipient === undefined) throw new InvalidArgumentError('A custodian is written as role=age1…');
    recipients.set(role, [...(recipients.get(role) ?? []), recipient]);
  }
  return [...recipients].map(([role, keys]) => ({ role, recipients: keys }));
}

/** The lines of age identity files that are no comments. */
async function identitiesIn(files: readonly string[]): Promise<string[]> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return texts.flatMap((text) => text.split(/\r?\n/)).filter((line) => line !== '' && !line.startsWith('#'));
}

async function make(settings: Settings, file: string, custodians: readonly Custodian[]): Promise<{ epoch: number }> {
  if (!relative(settings.dataDir, file).startsWith('..'))
    throw new InvalidArgumentError('An escrow is written outside the data folder of the vault.');
  const write = async (text: string): Promise<void> => {
    const handle = await open(file, 'wx', 0o600);
    await handle
      .writeFile(text)
      .then(() => handle.sync())
      .finally(() => handle.close());
  };
  return atTerminal(settings, async (vault, prompt) => {
    const action = vault.get(MakeEscrow, { strict: false });
    const request = (asker: Parameters<typeof action.request>[0]) => action.request(asker, custodians);
    const describe = action.describe.bind(action);
    return (await action.withFile(write, () => byTwoPeople(vault, prompt, { request, describe }))).request;
  });
}

async function end(settings: Settings, id: Id): Promise<void> {
  await atTerminal(settings, async (vault, prompt) => {
    const action = vault.get(EndEscrow, { strict: false });
    const request = (asker: Parameters<typeof action.request>[0]) => action.request(asker, id);
    await byTwoPeople(vault, prompt, { request, describe: action.describe.bind(action) });
  });
}

async function atTerminal<T>(
  settings: Settings,
  work: (vault: INestApplicationContext, prompt: Prompt) => Promise<T>,
): Promise<T> {
  const prompt = openPrompt();
  return withVault(settings, (vault) => work(vault, prompt)).finally(() => prompt.close());
}

async function bringBack(
  settings: Settings,
  file: string,
  identities: readonly string[],
): Promise<keyof typeof openedLines> {
  const installation = await readInstallation(settings.dataDir);
  const contents = await openEscrow(await readFile(file, 'utf8'), await identitiesIn(identities));
  const unlock = lockVault(settings.dataDir);
  let opened: keyof typeof openedLines;
  try {
    const databases = await attachDatabases(settings);
    const custody = custodyOf(settings, installation.paths, systemClock);
    opened = await bringBackRoots(databases.keystore, custody, installation, contents).finally(() => databases.close());
  } finally {
    unlock();
  }
  // An empty vault takes no entry before its backup is in it; that one says that it was restored.
  const range = `${contents.root.epoch}-${contents.root.epoch}`;
  if (opened === 'keystore_opens')
    await withVault(settings, (vault) =>
      vault.get(Audit).recordAlone({ ...systemEntry, type: 'keys.escrow.opened', range }),
    );
  return opened;
}

function drillLine({ id, epoch, result, keysOpened }: EscrowDrill): string {
  if (result === 'closed') return `The escrow ${id} does not open: make another one now.`;
  return `The escrow ${id} of epoch ${epoch} opens: ${keysOpened} keys were opened with nothing else.`;
}
