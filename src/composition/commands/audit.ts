import { resolve } from 'node:path';
import { Command } from 'commander';
import type { INestApplicationContext } from '@nestjs/common';
import { systemActor, systemClock } from '../../kernel';
import { AuditDatabase } from '../../platform/database';
import { readInstallation } from '../../platform/settings';
import {
  Audit,
  AUDIT_OPTIONS,
  type AuditOptions,
  exportLog,
  refillLog,
  TimeStampKeeper,
  verifierKey,
} from '../../trust/audit';
import { answer, type Finish, type GetContext, settingsOf } from '../command-context';
import { acceptStartCommand } from './accept-start';
import { newLogCommand } from './new-log';
import { LogKeyFiles } from '../log-key-files';
import { withVault } from '../vault-context';

/** What is done with the access log as a whole. */
export function auditCommand(context: GetContext, finish: Finish): Command {
  const command = new Command('audit').description('take the access log out, for somebody who checks it elsewhere');
  command
    .command('export <folder>')
    .description('write the log as C2SP tlog-tiles, with its public key; carries on where an earlier export ended')
    .action(async (folder: string) => {
      const settings = settingsOf(context());
      const { origin } = await readInstallation(settings.dataDir);
      const { size } = await withVault(settings, async (vault) => {
        await vault.get(Audit).recordAlone({
          type: 'audit.exported',
          actor: systemActor,
          role: 'system',
          decision: 'allow',
          reason: 'command_line',
          range: 'all',
        });
        return exportLog({
          database: vault.get(AuditDatabase),
          log: vault.get<AuditOptions>(AUDIT_OPTIONS),
          folder: resolve(folder),
        });
      });
      answer(context(), { folder, size }, [
        `${size} entries of ${origin} are in ${folder}; its public key is ${folder}/key.`,
      ]);
      finish(0);
    });
  command
    .command('refill')
    .description('take back from the anchor bucket what a restored database lacks of the log')
    .action(async () => {
      const refilled = await withVault(settingsOf(context()), refill);
      answer(context(), refilled, [`The log had ${refilled.from} entries and has ${refilled.to} now.`]);
      finish(0);
    });
  command
    .command('time-stamp')
    .description('have the newest checkpoint stamped by the time-stamping authority now')
    .action(async () => {
      const tokens = await withVault(settingsOf(context()), stamp);
      answer(context(), { tokens }, [`${tokens} time stamps came.`]);
      finish(0);
    });
  command.addCommand(newLogCommand(context, finish));
  command.addCommand(acceptStartCommand(context, finish));
  command
    .command('key')
    .description('print the public key of the log, as C2SP tools and witnesses read it')
    .action(async () => {
      const { origin, paths } = await readInstallation(settingsOf(context()).dataDir);
      const key = verifierKey(await LogKeyFiles.open(paths, origin));
      answer(context(), { key }, [key]);
      finish(0);
    });
  return command;
}

async function stamp(vault: INestApplicationContext): Promise<number> {
  const { timeStamps } = vault.get<AuditOptions>(AUDIT_OPTIONS).anchors;
  if (timeStamps === null) throw new Error('There is no time-stamping authority: set STRONGROOM_TSA_URL.');
  return vault.get(TimeStampKeeper).stamp(timeStamps, 0);
}

async function refill(vault: INestApplicationContext): Promise<{ from: number; to: number }> {
  const { bucket } = vault.get<AuditOptions>(AUDIT_OPTIONS).anchors;
  if (bucket === null) throw new Error('There is no anchor bucket to refill from: set STRONGROOM_ANCHOR_S3_URL.');
  const refilled = await refillLog({ database: vault.get(AuditDatabase), bucket, clock: systemClock });
  if (refilled.to > refilled.from)
    await vault.get(Audit).recordAlone({
      type: 'audit.refilled',
      actor: systemActor,
      role: 'system',
      decision: 'allow',
      reason: 'command_line',
      range: `${refilled.from}-${refilled.to - 1}`,
    });
  return refilled;
}
