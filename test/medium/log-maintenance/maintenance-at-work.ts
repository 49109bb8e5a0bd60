import { type Actor, newId, type RequestContext, systemClock } from '../../../src/kernel';
import { JobRegistry, Outbox } from '../../../src/platform/jobs';
import { Settings } from '../../../src/platform/settings';
import type { Approval } from '../../../src/trust/access';
import { type AuditOptions, type VerificationResult, verifyDatabase } from '../../../src/trust/audit';
import { asks, person } from '../../support/actors';
import { opening } from '../../support/audit-log';
import { type ApprovalsAtWork, approvalsAtWork } from '../access/approvals-at-work';

export const manager = person(['records_manager']);
export const officer = person(['compliance_officer']);
export const dpo = person(['dpo']);

/** A log, the approvals that its maintenance needs, and the jobs that were ordered. */
export interface MaintenanceAtWork extends ApprovalsAtWork {
  readonly jobs: JobRegistry;
  readonly outbox: Outbox;
  readonly settings: Settings;
  /** Approves as each of these people, and has it executed. */
  carryOut(approval: Approval, approvers: readonly Actor[], by: Actor): Promise<Approval>;
  /** Runs every ordered job of that name, newest last. */
  runJobs(name: string): Promise<void>;
  fill(count: number): Promise<void>;
  verify(): Promise<VerificationResult>;
}

export async function maintenanceAtWork(options?: AuditOptions): Promise<MaintenanceAtWork> {
  const work = await approvalsAtWork(options);
  const { log, approvals } = work;
  const jobs = new JobRegistry();
  return {
    ...work,
    jobs,
    outbox: new Outbox(systemClock),
    // Everything sealed is old enough.
    settings: Object.assign(new Settings(), { logRetentionDays: 0 }),
    carryOut: async ({ id, hash }, approvers, by) => {
      for (const approver of approvers) await approvals.give(asks(approver), id, hash);
      return approvals.execute(asks(by), id);
    },
    runJobs: async (name) => {
      const rows: { body: Record<string, string> }[] = await log.databases.vault.dataSource.query(
        'SELECT body FROM jobs.outbox WHERE name = $1 ORDER BY id',
        [name],
      );
      const context: RequestContext = asks(manager);
      for (const { body } of rows)
        for (const handler of jobs.handlersOf(name))
          await handler.run({ body, context, attempt: 1, signal: new AbortController().signal });
    },
    fill: async (count) => {
      for (let i = 0; i < count - 1; i += 1) await log.audit.recordAlone(opening());
      await log.audit.recordSealed(opening({ private: { owner: newId(), payload: { fileName: 'last.jpg' } } }));
    },
    verify: () => {
      const { origin, publicKey } = log.options;
      return verifyDatabase({ database: log.databases.vault, log: { origin, publicKey }, parts: log.parts });
    },
  };
}
