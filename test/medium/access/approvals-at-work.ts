import { type Id, newId } from '../../../src/kernel';
import { Cursors } from '../../../src/platform/http';
import { type ApprovableAction, Approvables, Approvals, ApprovalQueue, Rules } from '../../../src/trust/access';
import { trustPolicies } from '../../../src/trust/access/access.module';
import { ApprovalRepository } from '../../../src/trust/access/approvals/approval.repository';
import { ApprovalSteps } from '../../../src/trust/access/approvals/approval-steps';
import { person } from '../../support/actors';
import type { AuditOptions } from '../../../src/trust/audit';
import { logOn, type TestLog, testLog } from '../../support/audit-log';
import { asSuperuser } from '../../support/vault-database';

/** Approvals on a real database and a real log. */
export interface ApprovalsAtWork {
  readonly log: TestLog;
  readonly approvables: Approvables;
  readonly approvals: Approvals;
  readonly queue: ApprovalQueue;
  readonly steps: ApprovalSteps;
  /** What the log was told, newest last. */
  entries(): Promise<ApprovalEntry[]>;
  close(): Promise<void>;
}

export interface ApprovalEntry {
  readonly type: string;
  readonly decision: string;
  readonly reason: string | null;
  readonly role: string | null;
  readonly object: { readonly object: string; readonly part: string; readonly sha256: string } | null;
}

export async function approvalsAtWork(options?: AuditOptions): Promise<ApprovalsAtWork> {
  const log = await (options === undefined ? testLog() : logOn(options));
  const { vault } = log.databases;
  const approvables = new Approvables();
  const rules = new Rules(trustPolicies(approvables));
  const repository = new ApprovalRepository();
  const steps = new ApprovalSteps(vault, repository, rules, log.audit);
  const cursors = new Cursors(vault);
  await cursors.onModuleInit();
  return {
    log,
    approvables,
    approvals: new Approvals(vault, repository, steps, approvables, rules, log.audit),
    queue: new ApprovalQueue(vault, repository, approvables, rules, log.audit, cursors),
    steps,
    entries: () => entriesOf(log),
    close: () => log.close(),
  };
}

async function entriesOf({ databases }: TestLog): Promise<ApprovalEntry[]> {
  const rows: { event: string }[] = await databases.audit.dataSource.query(
    'SELECT event FROM audit.pending ORDER BY id',
  );
  return rows.map(({ event }) => {
    const { type, decision, reason, actor, obj } = JSON.parse(event) as Omit<ApprovalEntry, 'role' | 'object'> & {
      actor: { role: string | null };
      obj: ApprovalEntry['object'];
    };
    return { type, decision, reason, role: actor.role, object: obj };
  });
}

/** A request that says how much; executing it is remembered with its hash. */
export type Wipe = { readonly below: number };

export function wiping(
  name: string,
  change: Partial<ApprovableAction<Wipe>> = {},
): ApprovableAction<Wipe> & {
  readonly done: { readonly id: Id; readonly request: Wipe; readonly hash: string }[];
} {
  const done: { id: Id; request: Wipe; hash: string }[] = [];
  return {
    name,
    mayRequest: ['records_manager', 'compliance_officer'],
    mayApprove: ['compliance_officer', 'dpo'],
    approvals: 1,
    differentRole: false,
    hours: 24,
    describe: ({ below }) => [`Wipes everything below ${below}.`],
    execute: (_tx, _context, approved) => {
      done.push(approved);
      return Promise.resolve();
    },
    ...change,
    done,
  };
}

/** An account in the database; accounts with one key are one human. */
export async function account(
  log: TestLog,
  role: Parameters<typeof person>[0][number],
  personKey: string | null = null,
) {
  const someone = person([role]);
  await asSuperuser(log.databases.url('superuser'), (db) =>
    db.query(
      `INSERT INTO identity.account (id, identity_key, name, display_name, roles, password_hash, must_change_password, created_by, person_key)
       VALUES ($1, $2, $2, $2, $3, '$argon2id$none', false, $4, $5)`,
      [someone.id, `local:${someone.id.slice(0, 8)}`, [role], newId(), personKey],
    ),
  );
  return someone;
}
