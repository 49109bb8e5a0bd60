import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { RequestContext } from '../../kernel';
import type { Transaction } from '../../platform/database';
import { type Approval, type ApprovableAction, Approvables, Approvals, type Approved } from '../../trust/access';
import { type Custodian, type EscrowPlan, EscrowRefused, Escrows, KeyEpochs } from '../../trust/keys';
import { EpochsChangedMeanwhile } from './key-administration.errors';

type Write = (text: string) => Promise<void>;

/**
 * A copy of the current root for custodians outside: whoever has all their keys, and a copy of the keystore, has everything. Two
 * people make it at the vault's host, where its file is written; nothing hands it out over the network.
 */
@Injectable()
export class MakeEscrow implements ApprovableAction<EscrowPlan>, OnModuleInit {
  readonly name = 'keys.escrow';
  readonly mayRequest = ['key_administrator'] as const;
  readonly mayApprove = ['compliance_officer'] as const;
  readonly approvals = 1;
  readonly differentRole = true;
  readonly hours = 1;
  #write: Write | null = null;

  constructor(
    private readonly approvables: Approvables,
    private readonly requests: Approvals,
    private readonly escrows: Escrows,
    private readonly epochs: KeyEpochs,
  ) {}

  onModuleInit(): void {
    this.approvables.add(this);
  }

  async request(context: RequestContext, custodians: readonly Custodian[]): Promise<Approval> {
    return this.requests.request(context, this, () => this.escrows.plan(custodians));
  }

  describe({ epoch, custodians }: EscrowPlan): readonly string[] {
    return [
      `Writes the root of key epoch ${epoch}, and the lookup secret, into one file: sealed so that ${custodians.length} custodians are needed together.`,
      ...custodians.map(({ role, recipients }) => `${role}: ${recipients.join(' or ')}`),
      'Together with a copy of the keystore and the objects the custodians can open everything, without the vault and without its log.',
      'Until they have destroyed the file, no erasure from this epoch on is called irreversible.',
    ];
  }

  /** Only here and only while `work` lasts an approved escrow can be made: its file goes where the terminal says. */
  async withFile<T>(write: Write, work: () => Promise<T>): Promise<T> {
    this.#write = write;
    return work().finally(() => (this.#write = null));
  }

  async execute(_tx: Transaction, { actor }: RequestContext, { request }: Approved<EscrowPlan>): Promise<void> {
    if (this.#write === null) throw new EscrowRefused('elsewhere');
    if ((await this.epochs.newest()) !== request.epoch) throw new EpochsChangedMeanwhile();
    await this.escrows.make(actor, request, this.#write);
  }
}
