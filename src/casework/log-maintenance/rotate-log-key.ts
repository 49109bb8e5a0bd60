import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { RequestContext } from '../../kernel';
import { type Transaction, VaultDatabase } from '../../platform/database';
import { type JobHandler, JobRegistry, type JobRun, Outbox } from '../../platform/jobs';
import { type Approval, type ApprovableAction, Approvables, Approvals, type Approved } from '../../trust/access';
import { LogKeys } from '../../trust/audit';
import { KeyChangedMeanwhile } from './log-maintenance.errors';

export const rotationReasons = ['scheduled', 'compromised'] as const;
export type RotationReason = (typeof rotationReasons)[number];

/** Which key of the log is to end, and why. */
export type RotationRequest = { readonly keyId: string; readonly reason: RotationReason };

/** A new key for the log: asked for by a key administrator, approved by somebody who holds no keys. */
@Injectable()
export class RotateLogKey implements ApprovableAction<RotationRequest>, JobHandler, OnModuleInit {
  readonly name = 'audit.rotate_key';
  readonly mayRequest = ['key_administrator'] as const;
  readonly mayApprove = ['compliance_officer', 'dpo'] as const;
  readonly approvals = 1;
  readonly differentRole = true;
  readonly hours = 72;

  constructor(
    private readonly approvables: Approvables,
    private readonly requests: Approvals,
    private readonly keys: LogKeys,
    private readonly database: VaultDatabase,
    private readonly jobs: JobRegistry,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.approvables.add(this);
    this.jobs.register(this);
  }

  async request(context: RequestContext, reason: RotationReason): Promise<Approval> {
    return this.requests.request(context, this, async (tx) => ({
      keyId: await this.keys.presentId(tx),
      reason,
    }));
  }

  describe({ keyId, reason }: RotationRequest): readonly string[] {
    return [
      `Gives the access log a new signing key in the place of ${keyId}.`,
      reason === 'compromised'
        ? 'The present key counts as compromised: until the change, whoever has it can sign a false log. Compare with the anchors.'
        : 'The present key is replaced as planned.',
      'The present key signs its last checkpoint and a note that names the new one, and is destroyed.',
      'Everything signed before stays valid. Witnesses have to be told the new key; so has whoever keeps the old one.',
      'There is no way back to the present key.',
    ];
  }

  async execute(tx: Transaction, context: RequestContext, approved: Approved<RotationRequest>): Promise<void> {
    const { id: approval, hash, request } = approved;
    if (request.keyId !== (await this.keys.presentId(tx))) throw new KeyChangedMeanwhile();
    await this.outbox.order(tx, context, { name: this.name, body: { approval, hash, reason: request.reason } });
  }

  async run({ body, context }: JobRun): Promise<void> {
    const { approval, hash, reason } = body;
    await this.database.transaction(context, (tx) =>
      this.keys.change(tx, { approval: String(approval), hash: String(hash), reason: String(reason) }),
    );
  }
}
