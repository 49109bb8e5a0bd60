import { Injectable } from '@nestjs/common';
import { type Id, systemActor } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { Audit } from '../../../trust/audit';
import { HoldRepository } from './hold.repository';

/** Items that fit an open matter join it, with an entry. */
@Injectable()
export class HoldJoining {
  constructor(
    private readonly repository: HoldRepository,
    private readonly audit: Audit,
  ) {}

  async join(tx: Transaction, ids: readonly Id[]): Promise<void> {
    for (const { hold, media } of await this.repository.systemJoin(tx, ids))
      await this.audit.record(tx, {
        type: 'hold.joined',
        actor: systemActor,
        role: 'system',
        object: { object: hold, media },
        decision: 'allow',
      });
  }
}
