import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Id, RequestContext } from '../../kernel';
import type { Transaction } from '../../platform/database';
import { type JobHandler, JobRegistry, type JobRun, Outbox } from '../../platform/jobs';
import { Settings } from '../../platform/settings';
import { type Approval, type ApprovableAction, Approvables, Approvals, type Approved } from '../../trust/access';
import { LogPruning, pruneApprovals } from '../../trust/audit';
import { NothingToPrune } from './log-maintenance.errors';

/** Which entries go: from the first that is there to before `below`, by a retention of so many days. */
export type PruneRequest = { readonly first: number; readonly below: number; readonly retentionDays: number };

/** Pruning of the log: asked for by one person, approved by two others, done by a job once its own entry is sealed. */
@Injectable()
export class PruneLog implements ApprovableAction<PruneRequest>, JobHandler, OnModuleInit {
  readonly name = 'audit.prune';
  readonly mayRequest = ['compliance_officer', 'records_manager'] as const;
  readonly mayApprove = ['compliance_officer', 'dpo'] as const;
  readonly approvals = pruneApprovals;
  readonly differentRole = false;
  readonly hours = 7 * 24;

  constructor(
    private readonly approvables: Approvables,
    private readonly requests: Approvals,
    private readonly pruning: LogPruning,
    private readonly jobs: JobRegistry,
    private readonly outbox: Outbox,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    this.approvables.add(this);
    this.jobs.register(this);
  }

  /** Asks for everything to go that is old enough by now. */
  async request(context: RequestContext): Promise<Approval> {
    return this.requests.request(context, this, async (tx) => {
      const retentionDays = this.settings.logRetentionDays;
      const { first, below } = await this.pruning.prunable(tx, retentionDays);
      if (below <= first) throw new NothingToPrune();
      return { first, below, retentionDays };
    });
  }

  describe({ first, below, retentionDays }: PruneRequest): readonly string[] {
    const count = (below - first).toLocaleString('en-US');
    return [
      `Removes ${count} entries of the access log: numbers ${first} to ${below - 1}, all older than ${retentionDays} days.`,
      'Their text and their personal parts go. Their hashes stay, so that everything newer can still be verified.',
      'Exports and anchors outside this database keep what they have until their own lock ends.',
      'There is no way back.',
    ];
  }

  async execute(
    tx: Transaction,
    context: RequestContext,
    { id, hash, request }: Approved<PruneRequest>,
  ): Promise<void> {
    // Retention may have been lengthened since it was approved.
    const { below } = await this.pruning.prunable(tx, this.settings.logRetentionDays);
    if (request.below > below) throw new NothingToPrune();
    const entry = await this.pruning.record(tx, context, { approval: id, hash, below: request.below });
    await this.outbox.order(tx, context, { name: this.name, body: { entry } });
  }

  async run({ body }: JobRun): Promise<void> {
    await this.pruning.prune(body['entry'] as Id);
  }
}
