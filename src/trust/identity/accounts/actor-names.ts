import { Injectable } from '@nestjs/common';
import { type Id, systemActor } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import type { ActorNames } from '../../audit';
import { listNames } from './account.repository';

/** What people and programs are called now, for those who read the log: entries themselves hold ids alone. */
@Injectable()
export class AccountNames implements ActorNames {
  constructor(private readonly database: VaultDatabase) {}

  async namesOf(ids: readonly Id[]): Promise<ReadonlyMap<Id, string>> {
    const rows = await this.database.read({ actor: systemActor }, (tx) => listNames(tx, ids));
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
