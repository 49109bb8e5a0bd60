import { Command } from 'commander';
import { renderStructure, StructureCheck } from '../../records/media';
import { answer, type Finish, type GetContext, settingsOf } from '../command-context';
import { withVault } from '../vault-context';

/** Holds databases, store, keystore and log against each other; exit 1 where there is a finding. */
export function fsckCommand(context: GetContext, finish: Finish): Command {
  return new Command('fsck')
    .description('check that rows, stored objects, keys and entries belong together; reads no object, changes nothing')
    .action(async () => {
      const result = await withVault(settingsOf(context()), (vault) =>
        vault.get(StructureCheck, { strict: false }).run(),
      );
      answer(context(), result, renderStructure(result));
      finish(result.intact ? 0 : 1);
    });
}
