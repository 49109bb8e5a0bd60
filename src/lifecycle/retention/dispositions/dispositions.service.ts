import { Injectable } from '@nestjs/common';
import { type Id, isId, type RequestContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Cursors, InvalidCursor, type Page } from '../../../platform/http';
import { Rules } from '../../../trust/access';
import { Audit } from '../../../trust/audit';
import {
  type DispositionRun,
  DispositionRepository,
  type DueItem,
  type ForecastMonth,
  type ListedRun,
  type RehearsedClass,
} from './disposition.repository';
import { isLate } from './late';

const dayMillis = 86_400_000;
const runsName = 'disposition runs';

/** What goes in which month, and what nobody can give a date yet. */
export interface Forecast {
  readonly months: readonly ForecastMonth[];
  readonly waiting: number;
  readonly unsettled: number;
  readonly lastRun: DispositionRun | null;
  /** No run has come to its end for a day and a half. */
  readonly runIsLate: boolean;
}

export interface Rehearsal {
  readonly until: Date;
  readonly classes: readonly RehearsedClass[];
}

/** What is due, and what will be. Destroying is the work of whoever takes the list from here. */
@Injectable()
export class Dispositions {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: DispositionRepository,
    private readonly rules: Rules,
    private readonly audit: Audit,
    private readonly cursors: Cursors,
  ) {}

  /** Items that are due within so many days (0: overdue today), or in a month, the first to go first. */
  async listDue(
    context: RequestContext,
    { days, month, cursor, limit }: { days: number; month?: string; cursor?: string; limit: number },
  ): Promise<Page<DueItem>> {
    const name = `due ${month ?? `within ${days} days`}`;
    const position = cursor === undefined ? undefined : this.#position(name, cursor);
    const after = position && { at: position.at, media: position.id };
    return this.vault.transaction(context, async (tx) => {
      const span = month === undefined ? { before: await inDays(tx, days) } : monthOf(month);
      const rows = await this.repository.listDue(tx, { ...span, after, limit: limit + 1 });
      await this.#entry(tx, context);
      return this.cursors.page(
        name,
        rows,
        limit,
        ({ mustDeleteAtText, media }) => [mustDeleteAtText, media],
        (row) => row,
      );
    });
  }

  /** Runs that came to their end, newest first. */
  async listRuns(
    context: RequestContext,
    { cursor, limit }: { cursor?: string; limit: number },
  ): Promise<Page<ListedRun>> {
    const before = cursor === undefined ? undefined : this.#position(runsName, cursor);
    return this.vault.transaction(context, async (tx) => {
      const rows = await this.repository.listRuns(tx, { before, limit: limit + 1 });
      await this.#entry(tx, context);
      return this.cursors.page(
        runsName,
        rows,
        limit,
        ({ finishedAtText, id }) => [finishedAtText, id],
        (row) => row,
      );
    });
  }

  /** What the run would do within so many days, if nothing happened until then. */
  async rehearse(context: RequestContext, days: number): Promise<Rehearsal> {
    return this.vault.transaction(context, async (tx) => {
      const until = await inDays(tx, days);
      await this.#entry(tx, context);
      return { until, classes: await this.repository.rehearse(tx, until) };
    });
  }

  async forecast(context: RequestContext, months: number): Promise<Forecast> {
    return this.vault.transaction(context, async (tx) => {
      const now = await tx.now();
      const until = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months + 1, 1));
      const lastRun = await this.repository.lastRun(tx);
      await this.#entry(tx, context);
      return {
        months: await this.repository.forecast(tx, until),
        ...(await this.repository.countWaiting(tx)),
        lastRun,
        runIsLate: lastRun === null || isLate(lastRun.finishedAt, now),
      };
    });
  }

  async #entry(tx: Transaction, { actor, origin }: RequestContext): Promise<void> {
    const role = this.rules.role(actor, 'read', 'Retention');
    await this.audit.record(tx, { type: 'disposition.listed', actor, origin, role, decision: 'allow' });
  }

  #position(name: string, cursor: string): { at: string; id: Id } {
    const [at, id] = this.cursors.decode(name, cursor);
    if (typeof at !== 'string' || !isId(id)) throw new InvalidCursor();
    return { at, id };
  }
}

async function inDays(tx: Transaction, days: number): Promise<Date> {
  return new Date((await tx.now()).getTime() + days * dayMillis);
}

/** `YYYY-MM`, in UTC as the forecast counts. */
function monthOf(month: string): { from: Date; before: Date } {
  const from = new Date(`${month}-01T00:00:00Z`);
  return { from, before: new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1)) };
}
