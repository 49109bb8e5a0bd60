import { Injectable, type OnModuleInit } from '@nestjs/common';
import { systemActor } from '../../../kernel';
import { AuditDatabase } from '../../../platform/database';
import { JobRegistry } from '../../../platform/jobs';
import { Log } from '../../../platform/logging';
import { Audit } from '../audit.service';
import { addToVolume, countWrongSlots, forgetVolume, lockVolume } from './volume-rollup.repository';

const system = { actor: systemActor };
const batch = 20_000;

/**
 * Counts sealed entries for the pictures, behind the sequencer and by number, so that sealing waits for nothing. Once a
 * day the counts are held against the leaves; where they differ they are made anew, and that is an entry.
 */
@Injectable()
export class VolumeRollup implements OnModuleInit {
  constructor(
    private readonly database: AuditDatabase,
    private readonly audit: Audit,
    private readonly jobs: JobRegistry,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'audit.volume.count', everySeconds: 20, run: () => this.catchUp() });
    this.jobs.register({ name: 'audit.volume.check', everySeconds: 86_400, run: () => this.check() });
  }

  async catchUp(): Promise<void> {
    while (await this.database.transaction(system, (tx) => this.countSome(tx)));
  }

  async check(): Promise<void> {
    const wrong = await this.database.read(system, countWrongSlots);
    if (wrong === 0) return;
    this.log.error('counts of the log differ from its leaves and are made anew', { count: wrong });
    await this.database.transaction(system, async (tx) => {
      await lockVolume(tx);
      await forgetVolume(tx);
    });
    await this.audit.recordAlone({
      type: 'audit.volume.rebuilt',
      actor: systemActor,
      role: 'system',
      decision: 'error',
      reason: 'counts_differ',
    });
    await this.catchUp();
  }

  private async countSome(tx: Parameters<typeof lockVolume>[0]): Promise<boolean> {
    const { from, size } = await lockVolume(tx);
    const to = Math.min(size, from + batch);
    if (to > from) await addToVolume(tx, from, to);
    return to < size;
  }
}
