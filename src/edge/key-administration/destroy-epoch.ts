import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { RequestContext } from '../../kernel';
import type { Transaction } from '../../platform/database';
import { type JobHandler, JobRegistry, type JobRun, Outbox } from '../../platform/jobs';
import { type Approval, type ApprovableAction, Approvables, Approvals, type Approved } from '../../trust/access';
import { KeyEpochs } from '../../trust/keys';
import { EpochsChangedMeanwhile } from './key-administration.errors';

export type DestroyRequest = { readonly epoch: number };

/** The end of an old epoch's root before its time, as when a copy of the keystore was lost. */
@Injectable()
export class DestroyEpoch implements ApprovableAction<DestroyRequest>, JobHandler, OnModuleInit {
  readonly name = 'keys.destroy';
  readonly mayRequest = ['key_administrator'] as const;
  readonly mayApprove = ['compliance_officer'] as const;
  readonly approvals = 1;
  readonly differentRole = true;
  readonly hours = 72;

  constructor(
    private readonly approvables: Approvables,
    private readonly requests: Approvals,
    private readonly epochs: KeyEpochs,
    private readonly jobs: JobRegistry,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.approvables.add(this);
    this.jobs.register(this);
  }

  async request(context: RequestContext, epoch: number): Promise<Approval> {
    await this.#assertOld(epoch);
    return this.requests.request(context, this, () => Promise.resolve({ epoch }));
  }

  describe({ epoch }: DestroyRequest): readonly string[] {
    return [
      `Destroys the root of key epoch ${epoch}, after every live key has been put under the newest epoch.`,
      'Copies of the keystore from that epoch open nothing any more, except with an escrow copy.',
      'There is no way back.',
    ];
  }

  async execute(tx: Transaction, context: RequestContext, { request }: Approved<DestroyRequest>): Promise<void> {
    await this.#assertOld(request.epoch);
    await this.outbox.order(tx, context, { name: this.name, body: { epoch: request.epoch } });
  }

  async run({ body }: JobRun): Promise<void> {
    await this.epochs.destroy(Number(body['epoch']));
  }

  async #assertOld(epoch: number): Promise<void> {
    if (epoch >= (await this.epochs.newest())) throw new EpochsChangedMeanwhile();
  }
}
