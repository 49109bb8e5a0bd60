import { Injectable } from '@nestjs/common';
import { type Id, type Role, systemActor } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import type { ActorNames, ReaderRoles } from '../../audit';
import { listNames, listRoles } from './account.repository';

/** What people and programs are called now, for those who read the log: entries themselves hold ids alone. */
@Injectable()
export class AccountNames implements ActorNames {
  constructor(private readonly database: VaultDatabase) {}

  async namesOf(ids: readonly Id[]): Promise<ReadonlyMap<Id, string>> {
    const rows = await this.database.read({ actor: systemActor }, (tx) => listNames(tx, ids));
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}

/** What people may do now; for those whom the log tells of news. */
@Injectable()
export class AccountRoles implements ReaderRoles {
  constructor(private readonly database: VaultDatabase) {}

  async rolesOf(ids: readonly Id[]): Promise<ReadonlyMap<Id, readonly Role[]>> {
    const rows = await this.database.read({ actor: systemActor }, (tx) => listRoles(tx, ids));
    return new Map(rows.map(({ id, roles }) => [id, roles]));
  }
}
