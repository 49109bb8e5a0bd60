import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../platform/database';
import { DestructionGate } from '../../retention';
import type { Plan } from '../plans/plan.repository';
import { PlanScope } from '../saga/plan-scope';

/** Notes what a certificate or its addendum says at every item of the plan, in the transaction that keeps the text. */
@Injectable()
export class TurnItems {
  constructor(
    private readonly scope: PlanScope,
    private readonly gate: DestructionGate,
  ) {}

  async turn(tx: Transaction, plan: Plan, to: 'bytes_deleted' | 'backups_aged_out'): Promise<void> {
    for await (const items of this.scope.going(plan, tx))
      await this.gate.note(
        tx,
        items.map(({ id }) => id),
        to,
        plan.certificateId,
      );
  }
}
