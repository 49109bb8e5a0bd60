import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { RequestContext } from '../../kernel';
import type { Transaction } from '../../platform/database';
import { type JobHandler, JobRegistry, type JobRun, Outbox } from '../../platform/jobs';
import { type Approval, type ApprovableAction, Approvables, Approvals, type Approved } from '../../trust/access';
import { KeyEpochs } from '../../trust/keys';
import { EpochsChangedMeanwhile } from './key-administration.errors';

/** The epoch that is to be followed by a new one. */
export type RollRequest = { readonly current: number };

/** A new epoch before the week is over: asked for by a key administrator, approved by somebody who holds no keys. */
@Injectable()
export class RollEpoch implements ApprovableAction<RollRequest>, JobHandler, OnModuleInit {
  readonly name = 'keys.roll';
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

  async request(context: RequestContext): Promise<Approval> {
    const current = await this.epochs.newest();
    return this.requests.request(context, this, () => Promise.resolve({ current }));
  }

  describe({ current }: RollRequest): readonly string[] {
    return [
      `Begins key epoch ${current + 1} after epoch ${current}, and puts every live subject and month key under it.`,
      `Destroys the root of epoch ${current - 3}, if it is still there: keystore copies of that time open nothing any more.`,
      'No media item is written anew. Copies of the keystore open for a shorter time than after weekly epochs.',
    ];
  }

  async execute(tx: Transaction, context: RequestContext, { request }: Approved<RollRequest>): Promise<void> {
    if ((await this.epochs.newest()) !== request.current) throw new EpochsChangedMeanwhile();
    await this.outbox.order(tx, context, { name: this.name, body: { current: request.current } });
  }

  async run({ body }: JobRun): Promise<void> {
    await this.epochs.roll(Number(body['current']));
  }
}
