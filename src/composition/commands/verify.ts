import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import {
  AUDIT_OPTIONS,
  type AuditOptions,
  PERSONAL_PARTS,
  type PersonalParts,
  renderVerification,
  verifyDatabase,
} from '../../trust/audit';
import { AuditDatabase } from '../../platform/database';
import { answer, type Finish, type GetContext, settingsOf } from '../command-context';
import { verifierPaths } from '../program-folder';
import { withVault } from '../vault-context';

interface Options {
  readonly withoutKeystore?: boolean;
  readonly key?: string;
  readonly witness?: readonly string[];
}

/** Checks the whole access log, or what was exported of it, and names every finding; exit 1 where there is one. */
export function verifyCommand(context: GetContext, finish: Finish): Command {
  return new Command('verify')
    .description('check the access log: every entry, checkpoint, signature and personal part')
    .argument('[path]', 'an exported log, an evidence bundle or a proof, instead of the log of this vault')
    .option('--without-keystore', 'do not open personal parts; they are counted as not checked')
    .option('--key <file>', 'with a path: the key of the log, from somewhere else than what is checked')
    .option('--witness <file...>', 'with a path: keys of witnesses')
    .action(async (path: string | undefined, { withoutKeystore, key, witness = [] }: Options) => {
      if (path !== undefined) {
        finish(checkExported(path, { key, witness, json: context().json }));
        return;
      }
      const settings = settingsOf(context());
      const result = await withVault(settings, (vault) =>
        verifyDatabase({
          database: vault.get(AuditDatabase),
          log: vault.get<AuditOptions>(AUDIT_OPTIONS),
          anchors: vault.get<AuditOptions>(AUDIT_OPTIONS).anchors,
          parts: withoutKeystore === true ? null : vault.get<PersonalParts>(PERSONAL_PARTS),
        }),
      );
      answer(context(), result, [renderVerification(result)]);
      finish(result.intact ? 0 : 1);
    });
}

/** The verifier that goes out with evidence, in a process of its own: it shares no code with the vault. */
function checkExported(
  path: string,
  { key, witness, json }: { key: string | undefined; witness: readonly string[]; json: boolean },
): 0 | 1 | 2 {
  const [verifier = ''] = verifierPaths;
  const trusted = [...(key === undefined ? [] : ['--key', key]), ...witness.flatMap((file) => ['--witness', file])];
  const call = [verifier, ...trusted, ...(json ? ['--json'] : []), '--', path];
  const { status } = spawnSync(process.execPath, call, { stdio: 'inherit' });
  return status === 0 || status === 2 ? status : 1;
}
