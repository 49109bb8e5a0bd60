import { Injectable, type OnModuleInit } from '@nestjs/common';
import { systemContext } from '../../kernel';
import { VaultDatabase } from '../../platform/database';
import { type JobHandler, JobRegistry } from '../../platform/jobs';
import { Notifications } from '../../platform/notifications';
import { Audit } from '../../trust/audit';
import { People } from '../../trust/identity';
import { Escrows } from '../../trust/keys';

const system = systemContext('keys');

/** Says each day that the escrow of the current epoch is missing, that none was opened for a quarter, or that an old one is still held. */
@Injectable()
export class EscrowWatch implements JobHandler, OnModuleInit {
  readonly name = 'keys.escrow.watch';
  readonly everySeconds = 86_400;

  constructor(
    private readonly escrows: Escrows,
    private readonly vault: VaultDatabase,
    private readonly people: People,
    private readonly notifications: Notifications,
    private readonly audit: Audit,
    private readonly jobs: JobRegistry,
  ) {}

  onModuleInit(): void {
    this.jobs.register(this);
  }

  async run(): Promise<void> {
    const reason = await this.escrows.overdue();
    if (reason === null) return;
    await this.vault.transaction(system, async (tx) => {
      const { actor } = system;
      await this.audit.record(tx, { type: 'keys.escrow.overdue', actor, role: 'system', reason, decision: 'error' });
      for (const role of ['key_administrator', 'compliance_officer'] as const)
        for (const person of await this.people.systemHolders(tx, role))
          await this.notifications.add(tx, { person, kind: 'keys.escrow.overdue', body: { reason } });
    });
  }
}
