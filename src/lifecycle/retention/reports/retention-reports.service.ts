import { Inject, Injectable } from '@nestjs/common';
import type { RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { POLICY_DATA, type PolicyData } from '../../../platform/settings';
import { type DispositionRun, DispositionRepository, plainRun } from '../dispositions/disposition.repository';
import { DispositionRunState } from '../dispositions/run-state';
import { confirmBy, confirmEveryDays } from '../holds/hold';
import { restrictionGrounds } from '../restrictions/restriction';
import { rowsInForce, type ScheduleRow } from '../rules/schedule';
import { ScheduleInForce } from '../schedules/schedule-in-force';
import { unscheduled } from '../unscheduled';
import { overdueReport, type OverdueReport } from './overdue';
import { OverdueRepository } from './overdue.repository';
import type { HoldsReport, RestrictionsReport } from './registers';
import { RegistersRepository } from './registers.repository';
import { type RunGap, runGaps } from './run-gaps';

/** The daily run over a year: what each found, and when none came to its end. */
export interface RunsReport {
  readonly at: Date;
  readonly isLate: boolean;
  readonly gaps: readonly RunGap[];
  /** Newest first. */
  readonly runs: readonly DispositionRun[];
}

/** The rows that decide now, and what none of them speaks of, as `class/jurisdiction`. */
export interface ScheduleReport {
  readonly hash: string;
  readonly rows: readonly ScheduleRow[];
  readonly unscheduled: readonly string[];
}

/** As many lines as one report has; counts are of everything. */
const most = { items: 20_000, registers: 5_000, runs: 400 };

/** What keeping and ending look like now, for callers who have recorded who asks. Ids and codes; nothing about a person. */
@Injectable()
export class RetentionReports {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly dispositions: DispositionRepository,
    private readonly runState: DispositionRunState,
    private readonly overdueItems: OverdueRepository,
    private readonly registers: RegistersRepository,
    private readonly inForce: ScheduleInForce,
    @Inject(POLICY_DATA) private readonly policy: PolicyData,
  ) {}

  async schedule(context: RequestContext): Promise<ScheduleReport> {
    return this.vault.read(context, async (tx) => {
      const { hash, rows } = await this.inForce.read(tx);
      const day = (await tx.now()).toISOString().slice(0, 10);
      return { hash, rows: rowsInForce(rows, day), unscheduled: unscheduled(this.policy, rows) };
    });
  }

  async overdue(context: RequestContext): Promise<OverdueReport> {
    return this.vault.transaction(context, async (tx) => {
      const run = await this.runState.read(tx);
      const items = await this.overdueItems.list(tx, run, most.items);
      const beingDestroyed = await this.overdueItems.countBeingDestroyed(tx);
      return overdueReport(await tx.now(), await this.overdueItems.count(tx, run), { items, beingDestroyed });
    });
  }

  async holds(context: RequestContext): Promise<HoldsReport> {
    return this.vault.transaction(context, async (tx) => {
      const { all, ...counts } = await this.registers.countHolds(tx, confirmEveryDays);
      const stored = await this.registers.listHolds(tx, most.registers);
      const holds = stored.map((hold) => ({ ...hold, confirmBy: confirmBy(hold) }));
      return { at: await tx.now(), ...counts, holds, more: all - holds.length };
    });
  }

  async restrictions(context: RequestContext): Promise<RestrictionsReport> {
    return this.vault.transaction(context, async (tx) => {
      const { all, ...counts } = await this.registers.countRestrictions(tx);
      const stored = await this.registers.listRestrictions(tx, most.registers);
      const restrictions = stored.map((one) => ({ ...one, provision: restrictionGrounds[one.ground] }));
      return { at: await tx.now(), ...counts, restrictions, more: all - restrictions.length };
    });
  }

  async runs(context: RequestContext): Promise<RunsReport> {
    return this.vault.transaction(context, async (tx) => {
      const now = await tx.now();
      const runs = (await this.dispositions.listRuns(tx, { limit: most.runs })).map(plainRun);
      const first = runs.length < most.runs ? await this.dispositions.systemFirstItemAt(tx) : null;
      const ends = runs.map(({ finishedAt }) => finishedAt).reverse();
      const gaps = runGaps(ends, first, now);
      return { at: now, isLate: gaps.at(-1)?.to === null, gaps, runs };
    });
  }
}
