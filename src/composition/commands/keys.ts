import { Command, InvalidArgumentError } from 'commander';
import { systemActor } from '../../kernel';
import { KeyEpochs, KeyInventory, type KeyInventoryView, type RollReport } from '../../trust/keys';
import { answer, type Finish, type GetContext, settingsOf } from '../command-context';
import { withVault } from '../vault-context';
import { escrowCommand } from './escrow';

/** What is done with key epochs on the vault's host. */
export function keysCommand(context: GetContext, finish: Finish): Command {
  const command = new Command('keys').description('see, roll and end key epochs');
  command
    .command('status')
    .description('the inventory of keys: epochs, counts and ages, no key')
    .action(async () => {
      const origin = { ip: null, userAgent: null };
      const view = await withVault(settingsOf(context()), (vault) =>
        vault.get(KeyInventory).show({ actor: systemActor, origin }),
      );
      answer(context(), view, statusLines(view));
      finish(0);
    });
  command
    .command('rotate')
    .description('begin a new epoch now, put every live key under it, and end the epoch four before it')
    .action(async () => {
      const report = await withVault(settingsOf(context()), (vault) => vault.get(KeyEpochs).roll());
      answer(context(), report, reportLines(report));
      finish(0);
    });
  command
    .command('destroy <epoch>')
    .description('destroy the root of an old epoch before its time: keystore copies of then open nothing any more')
    .action(async (text: string) => {
      const epoch = epochOf(text);
      const gone = await withVault(settingsOf(context()), (vault) => vault.get(KeyEpochs).destroy(epoch));
      answer(context(), gone, destroyedLines(gone));
      finish(0);
    });
  command.addCommand(escrowCommand(context, finish));
  return command;
}

function epochOf(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('An epoch is a number from 1 up.');
  return Number(text);
}

function statusLines({ provider, algorithm, epochs, ended, counts, nodes, escrow }: KeyInventoryView): string[] {
  return [
    `Roots are held by: ${provider}. Keys are wrapped with ${algorithm}. Processes with keys in memory: ${nodes}.`,
    ...epochs.map(({ epoch, createdAt, backupVerifiedAt }) => {
      const backup = backupVerifiedAt === null ? 'no backup verified' : `backup verified ${day(backupVerifiedAt)}`;
      return `epoch ${epoch}: in use since ${day(createdAt)}, ${backup}`;
    }),
    ...ended.map(({ epoch, rootGoneAt }) => {
      return `epoch ${epoch}: ended, root ${rootGoneAt === null ? 'not destroyed yet' : `gone on ${day(rootGoneAt)}`}`;
    }),
    ...counts.map(({ kind, epoch, count, oldest }) => {
      return `${count} ${kind} keys${epoch === null ? '' : ` under epoch ${epoch}`}, the oldest of ${day(oldest)}`;
    }),
    ...escrowLines(escrow),
  ];
}

const standings: Record<KeyInventoryView['escrow']['standing'], string> = {
  not_needed:
    'No escrow is needed: the roots never leave the service that keeps them. Its own backup is what you need.',
  none: 'There is no escrow: with the keyfile lost, nothing opens any more.',
  outdated: 'There is no escrow of the current epoch: make one now.',
  drill_due: 'No escrow has been seen to open for a quarter: drill one now.',
  in_order: 'The escrow of the current epoch is in order.',
};

function escrowLines({ standing, copies }: KeyInventoryView['escrow']): string[] {
  return [
    standings[standing],
    ...copies.map(({ id, epoch, state, custodians, madeAt, drill, drilledAt, endedAt }) => {
      const drilled = drilledAt === null ? 'never drilled' : `drilled ${day(drilledAt)}: ${drill ?? ''}`;
      const end = { current: '', superseded: ': its holders destroy it now', ended: ` ${day(endedAt ?? madeAt)}` };
      return `escrow ${id} of epoch ${epoch} with ${custodians.join(' and ') || 'custodians that a restore forgot'}: made ${day(madeAt)}, ${drilled}, ${state}${end[state]}`;
    }),
  ];
}

function reportLines({ epoch, rewrapped, backup, destroyed }: RollReport): string[] {
  const said = {
    verified: 'A backup was verified in an epoch that stays.',
    none_verified: 'No backup was verified in an epoch that stays: make one now, and verify it.',
  };
  return [
    `Epoch ${epoch} is in use; ${rewrapped} keys were put under it. ${said[backup]}`,
    ...destroyedLines(destroyed),
  ];
}

function destroyedLines(destroyed: RollReport['destroyed']): string[] {
  return destroyed.map(({ epoch, rootGoneAt }) => `The root of epoch ${epoch} is gone on ${rootGoneAt.toISOString()}.`);
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}
