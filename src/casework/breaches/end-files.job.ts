import { Injectable, type OnModuleInit } from '@nestjs/common';
import { systemActor, systemContext } from '../../kernel';
import { periodEnd } from '../../lifecycle/clocks';
import { PolicySchedule } from '../../lifecycle/retention';
import { VaultDatabase } from '../../platform/database';
import { JobRegistry } from '../../platform/jobs';
import { Keys } from '../../trust/keys';
import type { Breach } from './breach';
import { BreachEntries } from './breach-entries';
import { BreachRepository, type ClosedBreach } from './breach.repository';

const system = systemContext('breaches');
const rowOfFiles = 'P31';
const batch = 500;

/**
 * Ends the files of breaches whose time is over: what happened and what was told goes with the breach's own key, whom and what
 * it reached is deleted; codes, dates and numbers stay. The row of the schedule says when, by the latest of the places it touched.
 */
@Injectable()
export class EndBreachFiles implements OnModuleInit {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly breaches: BreachRepository,
    private readonly policy: PolicySchedule,
    private readonly keys: Keys,
    private readonly entries: BreachEntries,
    private readonly jobs: JobRegistry,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'breaches.end-files', everySeconds: 86_400, run: ({ signal }) => this.endDue(signal) });
  }

  async endDue(signal: AbortSignal): Promise<void> {
    const { closed, now } = await this.vault.read(system, async (tx) => ({
      closed: await this.breaches.systemListClosed(tx, batch),
      now: await tx.now(),
    }));
    for (const breach of closed) if (!signal.aborted && this.#endOf(breach) <= now) await this.#end(breach.id);
  }

  /** The key first: an attempt that broke off ends it again, which changes nothing. */
  async #end(breach: Breach['id']): Promise<void> {
    await this.keys.endSubject(systemActor, breach);
    await this.vault.transaction(system, async (tx) => {
      if (!(await this.breaches.systemEndFile(tx, breach))) return;
      await this.entries.record(tx, system, 'breach.file_ended', { breach, reason: 'period_over' });
    });
  }

  #endOf({ closedAt, jurisdictions }: ClosedBreach): Date {
    const row = this.policy.schedule.rows.find(({ id }) => id === rowOfFiles);
    const longest = row?.max ?? row?.min ?? null;
    if (row === undefined || longest === null) throw new Error('the schedule has no row for files of breaches');
    const ends = jurisdictions.map((place) =>
      periodEnd(closedAt, longest, this.policy.schedule.calendar(place), { start: row.rounding }).getTime(),
    );
    return new Date(Math.max(...ends));
  }
}
