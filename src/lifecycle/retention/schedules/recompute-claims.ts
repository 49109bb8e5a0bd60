import { Injectable, type OnModuleInit } from '@nestjs/common';
import { systemContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { type OperationHandler, type OperationRun, Operations } from '../../../platform/jobs';
import { ClaimKeeper } from '../claims/claim-keeper';
import { ScheduleEntries } from './schedule-entries';

export const recomputeKind = 'retention.recompute';
const system = systemContext('retention');

/** Works out again what was worked out with another schedule. Broken off, it goes on where it was: what is done carries the new version. */
@Injectable()
export class RecomputeClaims implements OperationHandler, OnModuleInit {
  readonly kind = recomputeKind;

  constructor(
    private readonly vault: VaultDatabase,
    private readonly keeper: ClaimKeeper,
    private readonly entries: ScheduleEntries,
    private readonly operations: Operations,
  ) {}

  onModuleInit(): void {
    this.operations.register(this);
  }

  async run(operation: OperationRun): Promise<{ href: string }> {
    const { context, signal } = operation;
    const total = await this.keeper.countOutdated();
    await this.keeper.refreshOutdated(signal, (done) => operation.progress(done, total));
    await this.vault.transaction(system, (tx) => this.entries.about(tx, context, 'retention.claims.recomputed', {}));
    return { href: '/v1/retention/schedules' };
  }
}
