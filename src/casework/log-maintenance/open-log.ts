import { isDeepStrictEqual } from 'node:util';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { RequestContext } from '../../kernel';
import type { Transaction } from '../../platform/database';
import { type Approval, type ApprovableAction, Approvables, Approvals, type Approved } from '../../trust/access';
import { NewLog, type NewLogRequest } from '../../trust/audit';
import { LogChangedMeanwhile } from './log-maintenance.errors';

/** A new log in the place of one whose newest entries are lost: asked for by a key administrator, approved by another person. */
@Injectable()
export class OpenLog implements ApprovableAction<NewLogRequest>, OnModuleInit {
  readonly name = 'audit.open_log';
  readonly mayRequest = ['key_administrator'] as const;
  readonly mayApprove = ['compliance_officer', 'dpo'] as const;
  readonly approvals = 1;
  readonly differentRole = true;
  readonly hours = 1;

  constructor(
    private readonly approvables: Approvables,
    private readonly requests: Approvals,
    private readonly logs: NewLog,
  ) {}

  onModuleInit(): void {
    this.approvables.add(this);
  }

  async request(context: RequestContext): Promise<Approval> {
    return this.requests.request(context, this, () => this.logs.plan());
  }

  describe({ origin, next, size, anchored }: NewLogRequest): readonly string[] {
    const lost = (anchored.size - size).toLocaleString('en-US');
    return [
      `Gives up ${lost} entries of the access log ${origin}: numbers ${size} to ${anchored.size - 1}. Nobody will be able to show what they said.`,
      `The last state known of them is ${anchored.size} entries, root ${anchored.root ?? 'unknown'} (${anchored.by}).`,
      `Opens the log ${next}. It begins with the ${size.toLocaleString('en-US')} entries that are left, unchanged, and its first own entry says all of this.`,
      'Witnesses have to be told the new name and key. What anchors keep of the old log stays there as evidence.',
      'There is no way back.',
    ];
  }

  /** The log is opened last: if that fails nothing else has happened. */
  async execute(
    _tx: Transaction,
    _context: RequestContext,
    { id, hash, request }: Approved<NewLogRequest>,
  ): Promise<void> {
    if (!isDeepStrictEqual(await this.logs.plan(), request)) throw new LogChangedMeanwhile();
    await this.logs.open({ id, hash, request });
  }
}
