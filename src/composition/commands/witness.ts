import { readFile } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { systemClock } from '../../kernel';
import { startWitness } from '../../trust/audit';
import { answer, type Finish, type GetContext } from '../command-context';
import { untilStopped } from '../until-stopped';
import { lockVault } from '../vault-lock';

interface Options {
  readonly listen: { address: string; port: number };
  readonly name: string;
  readonly log: string[];
}

/** A witness for other people's logs: it needs no vault, and runs best where the vault's administrators have no access. */
export function witnessCommand(context: GetContext, finish: Finish): Command {
  return new Command('witness')
    .description(
      'cosign the checkpoints of logs that only go forwards (C2SP tlog-witness); its key and memory lie in --data (./witness)',
    )
    .requiredOption('--listen <address:port>', 'where to listen', parseListen)
    .requiredOption('--name <name>', 'name of the witness, such as witness.example/w1', parseName)
    .requiredOption('--log <keyfile...>', 'files with the keys of the logs, as `strongroom audit key` prints them')
    .action(async ({ listen, name, log }: Options) => {
      const folder = resolve(context().data ?? './witness');
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const unlock = lockVault(folder);
      const logs = await Promise.all(log.map((path) => readFile(path, 'utf8')));
      const witness = await startWitness({ folder, name, ...listen, logs, clock: systemClock });
      answer(context(), { url: witness.url, key: witness.key }, [
        `The witness answers on ${witness.url}. Its line for a policy file:`,
        `witness ${name} ${witness.key} ${witness.url}`,
      ]);
      await untilStopped(() => witness.stop());
      unlock();
      finish(0);
    });
}

function parseListen(text: string): Options['listen'] {
  const [, address = '', port = ''] = /^\[?([^[\]]+)\]?:(\d{1,5})$/.exec(text) ?? [];
  if (address === '' || Number(port) > 65_535) throw new InvalidArgumentError('It is an address and a port.');
  return { address, port: Number(port) };
}

function parseName(text: string): string {
  if (!/^[^\s+]{1,200}$/.test(text)) throw new InvalidArgumentError('It has no spaces and no plus sign.');
  return text;
}
