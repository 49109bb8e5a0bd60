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
import { withVault } from '../vault-context';

/** Checks the whole access log and names every finding; exit 1 where there is one. */
export function verifyCommand(context: GetContext, finish: Finish): Command {
  return new Command('verify')
    .description('check the access log: every entry, checkpoint, signature and personal part')
    .option('--without-keystore', 'do not open personal parts; they are counted as not checked')
    .action(async ({ withoutKeystore }: { withoutKeystore?: boolean }) => {
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
