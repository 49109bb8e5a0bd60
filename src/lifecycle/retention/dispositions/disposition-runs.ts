import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type Clock, CLOCK, systemContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { JobRegistry } from '../../../platform/jobs';
import { Audit } from '../../../trust/audit';
import { ClaimKeeper } from '../claims/claim-keeper';
import { ScheduleInForce } from '../schedules/schedule-in-force';
import { ClocksDisagree } from '../retention.errors';
import { DispositionRepository } from './disposition.repository';

const system = systemContext('retention');
const maxSkewMillis = 5_000;

/** The daily run: what is due by now, written down. That it happens is watched in the forecast. */
@Injectable()
export class DispositionRuns implements OnModuleInit {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: DispositionRepository,
    private readonly claims: ClaimKeeper,
    private readonly inForce: ScheduleInForce,
    private readonly jobs: JobRegistry,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'disposition.run', everySeconds: 86_400, run: ({ signal }) => this.run(signal) });
  }

  /** Works out all claims anew and notes what is due. Dates decide here, so clocks that disagree stop it. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#assertClocksAgree();
    const startedAt = this.clock.now();
    await this.claims.refreshAll(signal);
    await this.vault.transaction(system, async (tx) => {
      const { schedule } = await this.inForce.read(tx);
      await this.repository.systemNoteRun(tx, { startedAt, policy: schedule.version });
      await this.audit.record(tx, { type: 'disposition.run', actor: system.actor, role: 'system', decision: 'allow' });
    });
  }

  async #assertClocksAgree(): Promise<void> {
    const before = this.clock.now().getTime();
    const theirs = (await this.vault.read(system, (tx) => this.repository.systemClock(tx))).getTime();
    const after = this.clock.now().getTime();
    if (theirs < before - maxSkewMillis || theirs > after + maxSkewMillis) throw new ClocksDisagree();
  }
}
