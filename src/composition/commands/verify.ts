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
import { ObjectVerification, renderObjects } from '../../records/media';
import { answer, type Finish, type GetContext, settingsOf } from '../command-context';
import { verifierPaths } from '../program-folder';
import { withVault } from '../vault-context';

interface Options {
  readonly withoutKeystore?: boolean;
  readonly objects?: boolean;
  readonly key?: string;
  readonly witness?: readonly string[];
}

/** Checks the whole access log, or what was exported of it, and names every finding; exit 1 where there is one. */
export function verifyCommand(context: GetContext, finish: Finish): Command {
  return new Command('verify')
    .description('check the access log: every entry, checkpoint, signature and personal part')
    .argument('[path]', 'an exported log, an evidence bundle or a proof, instead of the log of this vault')
    .option('--without-keystore', 'do not open personal parts; they are counted as not checked')
    .option('--objects', 'read every stored object, too, and compare it with its entry')
    .option('--key <file>', 'with a path: the key of the log, from somewhere else than what is checked')
    .option('--witness <file...>', 'with a path: keys of witnesses')
    .action(async (path: string | undefined, { withoutKeystore, objects, key, witness = [] }: Options) => {
      if (path !== undefined) {
        finish(checkExported(path, { key, witness, json: context().json }));
        return;
      }
      const { log, store } = await withVault(settingsOf(context()), async (vault) => ({
        log: await verifyDatabase({
          database: vault.get(AuditDatabase),
          log: vault.get<AuditOptions>(AUDIT_OPTIONS),
          anchors: vault.get<AuditOptions>(AUDIT_OPTIONS).anchors,
          parts: withoutKeystore === true ? null : vault.get<PersonalParts>(PERSONAL_PARTS),
        }),
        store: objects === true ? await vault.get(ObjectVerification, { strict: false }).verify(sayProgress()) : null,
      }));
      const lines = [renderVerification(log), ...(store === null ? [] : [renderObjects(store)])];
      answer(context(), store === null ? log : { ...log, store }, lines);
      finish(log.intact && store?.intact !== false ? 0 : 1);
    });
}

/** How far the reading of objects has come, at each percent, beside the answer and not in it. */
function sayProgress(): (done: number, all: number) => void {
  let said = 0;
  return (done, all) => {
    const percent = Math.floor((done * 100) / Math.max(all, 1));
    if (percent === said) return;
    said = percent;
    process.stderr.write(`${percent} % of ${all} objects\n`);
  };
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
