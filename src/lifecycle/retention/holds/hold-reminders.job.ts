import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Id, systemContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { type JobHandler, JobRegistry } from '../../../platform/jobs';
import { Notifications } from '../../../platform/notifications';
import { Audit } from '../../../trust/audit';
import { People } from '../../../trust/identity';
import { CustodianRepository } from './custodian.repository';

const system = systemContext('holds');

/**
 * Asks again: custodians who have not said that they know, and Legal about holds that nobody has confirmed for ninety days. A
 * hold that nobody confirms still holds.
 */
@Injectable()
export class HoldReminders implements JobHandler, OnModuleInit {
  readonly name = 'hold.reminders';
  readonly everySeconds = 86_400;

  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: CustodianRepository,
    private readonly people: People,
    private readonly notifications: Notifications,
    private readonly audit: Audit,
    private readonly jobs: JobRegistry,
  ) {}

  onModuleInit(): void {
    this.jobs.register(this);
  }

  async run(): Promise<void> {
    await this.vault.transaction(system, async (tx) => {
      for (const { hold, person } of await this.repository.systemRemind(tx))
        await this.#tell(tx, { person, kind: 'hold.notice', hold });
      const unconfirmed = await this.repository.systemUnconfirmed(tx);
      const legal = unconfirmed.length === 0 ? [] : await this.people.systemHolders(tx, 'legal');
      for (const hold of unconfirmed)
        for (const person of legal) await this.#tell(tx, { person, kind: 'hold.unconfirmed', hold });
    });
  }

  async #tell(tx: Transaction, { person, kind, hold }: { person: Id; kind: string; hold: Id }): Promise<void> {
    await this.notifications.add(tx, { person, kind, body: { hold } });
    const about = { actor: system.actor, role: 'system', object: { object: hold } } as const;
    await this.audit.record(tx, { ...about, type: 'hold.reminded', decision: 'allow', reason: kind });
  }
}
