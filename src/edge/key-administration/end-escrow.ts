import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Id, RequestContext } from '../../kernel';
import type { Transaction } from '../../platform/database';
import { type Approval, type ApprovableAction, Approvables, Approvals, type Approved } from '../../trust/access';
import { Escrows } from '../../trust/keys';

export type EndEscrowRequest = { readonly escrow: Id; readonly epoch: number; readonly custodians: readonly string[] };

/** The word of two people that nobody holds an escrow any more: certificates of erasure rest on it. */
@Injectable()
export class EndEscrow implements ApprovableAction<EndEscrowRequest>, OnModuleInit {
  readonly name = 'keys.escrow_end';
  readonly mayRequest = ['key_administrator'] as const;
  readonly mayApprove = ['compliance_officer'] as const;
  readonly approvals = 1;
  readonly differentRole = true;
  readonly hours = 72;

  constructor(
    private readonly approvables: Approvables,
    private readonly requests: Approvals,
    private readonly escrows: Escrows,
  ) {}

  onModuleInit(): void {
    this.approvables.add(this);
  }

  async request(context: RequestContext, id: Id): Promise<Approval> {
    const { epoch, custodians } = await this.escrows.get(id);
    return this.requests.request(context, this, () => ({ escrow: id, epoch, custodians }));
  }

  describe({ escrow, epoch, custodians }: EndEscrowRequest): readonly string[] {
    return [
      `Says that no copy of the escrow ${escrow} of key epoch ${epoch} is left with ${custodians.join(' and ')}: no file, no print, no backup.`,
      'From now on it does not count as a copy of the root. Certificates say when erasures became irreversible; they rest on this.',
    ];
  }

  async execute(_tx: Transaction, { actor }: RequestContext, { request }: Approved<EndEscrowRequest>): Promise<void> {
    await this.escrows.end(actor, request.escrow);
  }
}
