import { isDeepStrictEqual } from 'node:util';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { RequestContext } from '../../kernel';
import type { Transaction } from '../../platform/database';
import { type Approval, type ApprovableAction, Approvables, Approvals, type Approved } from '../../trust/access';
import { AcceptedStart, type AcceptedStartRequest } from '../../trust/audit';
import { LogChangedMeanwhile } from './log-maintenance.errors';

/** One start while no anchor can be reached: asked for by a key administrator, approved by another person. */
@Injectable()
export class AcceptStart implements ApprovableAction<AcceptedStartRequest>, OnModuleInit {
  readonly name = 'audit.accept_start';
  readonly mayRequest = ['key_administrator'] as const;
  readonly mayApprove = ['compliance_officer', 'dpo'] as const;
  readonly approvals = 1;
  readonly differentRole = true;
  readonly hours = 1;

  constructor(
    private readonly approvables: Approvables,
    private readonly requests: Approvals,
    private readonly starts: AcceptedStart,
  ) {}

  onModuleInit(): void {
    this.approvables.add(this);
  }

  async request(context: RequestContext): Promise<Approval> {
    return this.requests.request(context, this, () => this.starts.plan());
  }

  describe({ origin, size, root, anchors }: AcceptedStartRequest): readonly string[] {
    return [
      `Lets the vault start once with the access log ${origin} as it is now: ${size.toLocaleString('en-US')} entries, root ${root}.`,
      'Nobody outside the database can be asked whether there were more. Entries that somebody cut off would be missed only later.',
      ...anchors.map(
        (anchor) =>
          `The anchor "${anchor.name}" is ${anchor.trouble}; the database says that it remembers ${anchor.size.toLocaleString('en-US')} entries.`,
      ),
      'The log is compared with each anchor as soon as it is back. If one remembers more, or something else, everything closes.',
      'It is good for one start of one process, and for this very log. Media open only until the grace without anchors has run out.',
    ];
  }

  /** The entry is sealed last: if that fails nothing else has happened. */
  async execute(
    _tx: Transaction,
    _context: RequestContext,
    { id, hash, request }: Approved<AcceptedStartRequest>,
  ): Promise<void> {
    if (!isDeepStrictEqual(await this.starts.plan(), request)) throw new LogChangedMeanwhile();
    await this.starts.accept({ id, hash, request });
  }
}
