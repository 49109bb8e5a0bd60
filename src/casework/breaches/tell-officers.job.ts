import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Id, systemContext } from '../../kernel';
import { type Transaction, VaultDatabase } from '../../platform/database';
import { JobRegistry } from '../../platform/jobs';
import { Notifications } from '../../platform/notifications';
import { People } from '../../trust/identity';
import { BreachRepository } from './breach.repository';

const system = systemContext('breaches');

/**
 * Tells those who run the register of every breach that somebody recorded, and once more when a quarter of a notice's time is
 * left: a clock of six hours is missed when nobody looks.
 */
@Injectable()
export class TellOfficers implements OnModuleInit {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly breaches: BreachRepository,
    private readonly people: People,
    private readonly notifications: Notifications,
    private readonly jobs: JobRegistry,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'breaches.tell-officers', everySeconds: 60, run: () => this.tell() });
  }

  async tell(): Promise<void> {
    await this.vault.transaction(system, async (tx) => {
      const recorded = await this.breaches.systemTakeUntold(tx);
      const pressing = await this.breaches.systemTakePressing(tx);
      if (recorded.length + pressing.length === 0) return;
      const officers = await this.#officers(tx);
      for (const person of officers) {
        for (const breach of recorded) await this.#add(tx, person, 'breach.recorded', breach);
        for (const breach of pressing) await this.#add(tx, person, 'breach.notice_due', breach);
      }
    });
  }

  async #officers(tx: Transaction): Promise<Set<Id>> {
    const holders = [
      await this.people.systemHolders(tx, 'dpo'),
      await this.people.systemHolders(tx, 'compliance_officer'),
    ];
    return new Set(holders.flat());
  }

  #add(tx: Transaction, person: Id, kind: string, breach: Id): Promise<void> {
    return this.notifications.add(tx, { person, kind, body: { breach } });
  }
}
