import { Injectable, type OnModuleInit } from '@nestjs/common';
import { systemContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { type JobHandler, JobRegistry } from '../../../platform/jobs';
import { Notifications } from '../../../platform/notifications';
import { Audit } from '../../../trust/audit';
import { People } from '../../../trust/identity';
import { Notices } from './notices.service';
import { DispositionRunState } from './run-state';

const system = systemContext('retention');

/**
 * What people have to know each day: that the run did not happen, until one does; notices that are due; items that nobody has
 * classified.
 */
@Injectable()
export class RunWatch implements JobHandler, OnModuleInit {
  readonly name = 'disposition.watch';
  readonly everySeconds = 86_400;

  constructor(
    private readonly vault: VaultDatabase,
    private readonly state: DispositionRunState,
    private readonly notices: Notices,
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
      await this.notices.systemAsk(tx);
      if (!(await this.state.read(tx)).late) return;
      await this.audit.record(tx, {
        type: 'disposition.missed',
        actor: system.actor,
        role: 'system',
        decision: 'error',
      });
      for (const person of await this.people.systemHolders(tx, 'records_manager'))
        await this.notifications.add(tx, { person, kind: 'disposition.missed', body: {} });
    });
  }
}
