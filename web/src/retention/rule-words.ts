import type { TFunction } from 'i18next';
import { humanised } from '../i18n/formats';
import type { ScheduleRow } from './retention-api';

const parts = { Y: 'years', M: 'months', W: 'weeks', D: 'days' } as const;

/** `P5Y` → "5 years": a period of the schedule, which has one part only. */
export function periodInWords(period: string, t: TFunction): string {
  const hours = /^PT(\d+)H$/.exec(period);
  if (hours) return t('retention.period.hours', { count: Number(hours[1]) });
  const found = /^P(\d+)([YMWD])$/.exec(period);
  if (!found) return period;
  const count = Number(found[1]);
  if (count === 0) return t('retention.period.none');
  return t(`retention.period.${parts[found[2] as keyof typeof parts]}`, { count });
}

/** A row as a person speaks of it: by which law, or for what the organisation chose, and how long. */
export function ruleInWords(row: ScheduleRow, t: TFunction): string {
  const length = row.min ?? row.max;
  const law = row.minRef ?? t(`retention.regime.${row.regime}`, { defaultValue: humanised(row.regime.toLowerCase()) });
  return length === null ? law : `${law}, ${periodInWords(length, t)}`;
}

/**
 * The rule of a row's id, as it is in force: a row may stand there again with the law that follows it.
 * Rows that are no longer in the schedule keep their id.
 */
export function rulesById(rows: readonly ScheduleRow[], today: string, t: TFunction): (id: string) => string {
  const began = ({ effectiveFrom }: ScheduleRow) => effectiveFrom ?? '';
  const current = rows.filter((row) => began(row) <= today).sort((one, other) => (began(one) < began(other) ? -1 : 1));
  const words = new Map([...rows, ...current].map((row) => [row.id, ruleInWords(row, t)]));
  return (id) => words.get(id) ?? id;
}
