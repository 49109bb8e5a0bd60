import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Id, systemActor, systemContext } from '../../../kernel';
import { periodEnd } from '../../../lifecycle/clocks';
import { PolicySchedule } from '../../../lifecycle/retention';
import { VaultDatabase } from '../../../platform/database';
import { JobRegistry } from '../../../platform/jobs';
import { Keys } from '../../../trust/keys';
import { RequestEntries } from './request-entries';
import { type ClosedRequest, RequestRepository } from './request.repository';

const system = systemContext('subject-requests');
const rowOfFiles = 'P28';
const batch = 500;

/**
 * Ends the files of requests whose time is over: what people said and were told goes with the request's own key, codes and dates
 * stay. The row of the schedule says when, counted from the closing where the request counts its days.
 */
@Injectable()
export class EndFiles implements OnModuleInit {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly requests: RequestRepository,
    private readonly policy: PolicySchedule,
    private readonly keys: Keys,
    private readonly entries: RequestEntries,
    private readonly jobs: JobRegistry,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'requests.end-files', everySeconds: 86_400, run: ({ signal }) => this.endDue(signal) });
  }

  async endDue(signal: AbortSignal): Promise<void> {
    const { closed, now } = await this.vault.read(system, async (tx) => ({
      closed: await this.requests.systemListClosed(tx, batch),
      now: await tx.now(),
    }));
    for (const request of closed) {
      if (signal.aborted || this.#endOf(request) > now) return;
      await this.#end(request.id);
    }
  }

  /** The key first: an attempt that broke off ends it again, which changes nothing. */
  async #end(request: Id): Promise<void> {
    await this.keys.endSubject(systemActor, request);
    await this.vault.transaction(system, (tx) =>
      this.entries.record(tx, system, 'request.file_ended', { request, reason: 'period_over' }),
    );
  }

  #endOf({ closedAt, jurisdiction }: ClosedRequest): Date {
    const row = this.policy.schedule.rows.find(({ id }) => id === rowOfFiles);
    const longest = row?.max ?? row?.min ?? null;
    if (row === undefined || longest === null) throw new Error('the schedule has no row for files of requests');
    return periodEnd(closedAt, longest, this.policy.schedule.calendar(jurisdiction), { start: row.rounding });
  }
}
