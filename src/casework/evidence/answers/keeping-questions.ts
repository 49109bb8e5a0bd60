import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../../kernel';
import {
  type HoldsReport,
  type OverdueReport,
  overdueReasons,
  overdueWords,
  RetentionReports,
  type RestrictionsReport,
  type RunsReport,
} from '../../../lifecycle/retention';
import { type Answer, listed, minute, type Printed, printedTable, type StandingQuestion } from './standing-question';

/** Questions 7 and 20 of regulation F, and what they rest on: overdue items, holds, restrictions, daily runs. */
@Injectable()
export class KeepingQuestions {
  constructor(private readonly reports: RetentionReports) {}

  all(): readonly StandingQuestion[] {
    return [
      { name: 'overdue', find: async (context) => overdueAnswer(await this.reports.overdue(context)) },
      { name: 'holds', find: (context) => this.holds(context) },
      { name: 'restrictions', find: async (context) => restrictionsAnswer(await this.reports.restrictions(context)) },
      { name: 'disposition_runs', find: async (context) => runsAnswer(await this.reports.runs(context)) },
    ];
  }

  private async holds(context: RequestContext): Promise<Answer> {
    return holdsAnswer(await this.reports.holds(context));
  }
}

function overdueAnswer(report: OverdueReport): Answer {
  const lines = Object.values(report.counts).reduce((sum, count) => sum + count, 0);
  return { body: report, lines, print: () => overduePage(report, lines) };
}

function overduePage({ counts, emptyOrHeld, beingDestroyed, items, more }: OverdueReport, all: number): Printed {
  const present = overdueReasons.filter((reason) => counts[reason] > 0);
  return {
    title: 'Items past the end of their last claim',
    finding:
      all === 0
        ? 'Nothing is overdue.'
        : emptyOrHeld
          ? `Nothing is overdue but ${all} items that legal holds stop.`
          : `${all - counts.held} items are overdue without a hold; ${counts.held} are held.`,
    facts: [
      ...present.map((reason) => [`${counts[reason]} ${reason}`, overdueWords[reason]] as const),
      ['Being destroyed', `${beingDestroyed} items whose keys are gone and whose certificates are not written yet`],
    ],
    tables: [
      printedTable(
        'Items, the oldest first',
        { of: items, more },
        {
          Item: ({ media }) => media,
          Class: (item) => item.class,
          Jurisdiction: ({ jurisdiction }) => jurisdiction ?? '–',
          Ended: ({ endedAt }) => minute(endedAt),
          Reason: ({ reason }) => reason,
          'Matters or grounds': ({ matters, grounds }) => listed([...matters, ...grounds]),
          'Kept by': ({ rows }) => listed(rows),
        },
      ),
    ],
  };
}

function holdsAnswer(report: HoldsReport): Answer {
  return { body: report, lines: report.holds.length + report.more, print: () => holdsPage(report) };
}

function holdsPage({ open, unconfirmed, destroyedWhileHeld, holds, more }: HoldsReport): Printed {
  return {
    title: 'Legal holds',
    finding:
      destroyedWhileHeld === 0
        ? `${open} holds are open. Nothing was destroyed while a hold covered it.`
        : `${destroyedWhileHeld} items were destroyed while a hold covered them.`,
    facts: [
      ['Open', String(open)],
      ['Not confirmed in time', String(unconfirmed)],
      ['Destroyed while held', String(destroyedWhileHeld)],
    ],
    tables: [
      printedTable(
        'Holds, open ones first',
        { of: holds, more },
        {
          Matter: ({ matter }) => matter,
          Reason: ({ reason }) => reason,
          Placed: ({ placedAt, placedBy }) => `${minute(placedAt)} by ${placedBy}`,
          Items: ({ items }) => String(items),
          Custodians: ({ custodians, acknowledged }) => `${acknowledged} of ${custodians} acknowledged`,
          Confirm: ({ confirmBy }) => (confirmBy === null ? '–' : `by ${minute(confirmBy)}`),
          Released: ({ releasedAt, release }) =>
            release === null
              ? '–'
              : `${minute(releasedAt)}, asked by ${release.askedBy}, approved by ${listed(release.approvedBy)}`,
          'Destroyed under it': (hold) => String(hold.destroyedWhileHeld),
        },
      ),
    ],
  };
}

function restrictionsAnswer(report: RestrictionsReport): Answer {
  return { body: report, lines: report.restrictions.length + report.more, print: () => restrictionsPage(report) };
}

function restrictionsPage(report: RestrictionsReport): Printed {
  const { running, reviewsOverdue, restrictedItems, byDateAlone, restrictions, more } = report;
  return {
    title: 'Restrictions of processing',
    finding: `${restrictedItems} items are kept and not used: ${restrictedItems - byDateAlone} by a restriction, ${byDateAlone} by their dates alone.`,
    facts: [
      ['Running', String(running)],
      ['Reviews overdue', String(reviewsOverdue)],
    ],
    tables: [
      printedTable(
        'Restrictions, running ones first',
        { of: restrictions, more },
        {
          Ground: ({ ground, provision }) => `${ground} (${provision})`,
          Reference: ({ reference }) => reference,
          Imposed: ({ imposedAt, imposedBy }) => `${minute(imposedAt)} by ${imposedBy}`,
          Items: ({ items }) => String(items),
          Review: ({ reviewOn, reviewIsOverdue }) => `${reviewOn ?? '–'}${reviewIsOverdue ? ', overdue' : ''}`,
          'Person told': ({ noticedOn }) => noticedOn ?? '–',
          Lifted: ({ liftedAt, lifting }) =>
            lifting === null
              ? '–'
              : `${minute(liftedAt)}, asked by ${lifting.askedBy}, approved by ${listed(lifting.approvedBy)}`,
        },
      ),
    ],
  };
}

function runsAnswer(report: RunsReport): Answer {
  return { body: report, lines: report.runs.length, print: () => runsPage(report) };
}

function runsPage({ isLate, gaps, runs }: RunsReport): Printed {
  return {
    title: 'Daily disposition runs',
    finding: isLate
      ? 'A run is late: none has come to its end for a day and a half.'
      : gaps.length === 0
        ? 'No run was missed.'
        : `${gaps.length} times no run came to its end for more than a day and a half; the last one is in time.`,
    facts: [],
    tables: [
      printedTable(
        'Times without a run',
        { of: gaps, more: 0 },
        { From: ({ from }) => minute(from), To: ({ to }) => (to === null ? 'now' : minute(to)) },
      ),
      printedTable(
        'Runs, the newest first',
        { of: runs, more: 0 },
        {
          Ended: ({ finishedAt }) => minute(finishedAt),
          Items: ({ items }) => String(items),
          Due: ({ due }) => String(due),
          'For review': ({ review }) => String(review),
          Held: ({ held }) => String(held),
          Schedule: ({ policy }) => policy.slice(0, 19),
        },
      ),
    ],
  };
}
