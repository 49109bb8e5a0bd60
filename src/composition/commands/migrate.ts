import { Command } from 'commander';
import { keystoreStatements, vaultStatements } from '../../platform/database';
import { answer, type Finish, type GetContext, settingsOf } from '../command-context';
import { say } from '../say';
import { migrateGiven } from '../vault-databases';

/** Brings given databases up to date; the embedded one migrates itself at each start. */
export function migrateCommand(context: GetContext, finish: Finish): Command {
  return new Command('migrate')
    .description('bring the databases up to date, as their owners')
    .option('--print-sql', 'print what a database administrator runs once before the first migration')
    .action(async ({ printSql }: { printSql?: boolean }) => {
      if (printSql === true) {
        for (const line of provisioningSql()) say(line);
      } else {
        const ran = await migrateGiven(settingsOf(context()));
        answer(context(), { ran }, ran.length > 0 ? ran : ['Everything is up to date.']);
      }
      finish(0);
    });
}

function provisioningSql(): string[] {
  const roles = ['strongroom_owner', 'strongroom_app', 'strongroom_audit', 'strongroom_keystore'];
  return [
    ...roles.map((role) => `CREATE ROLE ${role} LOGIN; -- then: \\password ${role}`),
    'CREATE DATABASE vault OWNER strongroom_owner;',
    'CREATE DATABASE keystore OWNER strongroom_owner;',
    '\\connect vault',
    ...vaultStatements('vault').map((statement) => `${statement};`),
    '\\connect keystore',
    ...keystoreStatements('keystore').map((statement) => `${statement};`),
  ];
}
