import type { RequestContext } from '../../../kernel';

/** Questions that are asked again and again, about the vault as it is at that moment (regulation F). */
export const questionNames = [
  'overdue',
  'holds',
  'restrictions',
  'disposition_runs',
  'processing',
  'questions',
] as const;
export type QuestionName = (typeof questionNames)[number];

/** Questions about keeping and ending, for those who do it. */
export const keepingQuestions: readonly QuestionName[] = ['overdue', 'holds', 'restrictions', 'disposition_runs'];

/** A table for people. */
export interface PrintedTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Lines that stand in the JSON alone. */
  readonly more: number;
}

/** An answer as people read it; whoever programs reads the JSON. */
export interface Printed {
  readonly title: string;
  /** What the answer comes to, in one sentence. */
  readonly finding: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly tables: readonly PrintedTable[];
}

/** What a question finds: a document for programs, how many lines it has, and the same for people. */
export interface Answer {
  readonly body: object;
  readonly lines: number;
  print(): Printed;
}

/** A standing question. Its answer names items and people by their ids alone, which outlive both as codes. */
export interface StandingQuestion {
  readonly name: QuestionName;
  find(context: RequestContext): Promise<Answer>;
}

/** As many lines as a printed table shows. */
const mostPrinted = 500;

export function printedTable<Row>(
  title: string,
  rows: { readonly of: readonly Row[]; readonly more: number },
  columns: Readonly<Record<string, (row: Row) => string>>,
): PrintedTable {
  const shown = rows.of.slice(0, mostPrinted);
  return {
    title,
    columns: Object.keys(columns),
    rows: shown.map((row) => Object.values(columns).map((cell) => cell(row))),
    more: rows.of.length - shown.length + rows.more,
  };
}

/** `2026-11-25 16:29 UTC`; a dash where there is none. */
export function minute(at: Date | null): string {
  return at === null ? '–' : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export function listed(values: readonly string[]): string {
  return values.length === 0 ? '–' : values.join(', ');
}
