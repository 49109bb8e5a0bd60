import type { ForecastMonth } from './retention-api';

export interface Month extends ForecastMonth {
  /** Neither a hold nor a law keeps them to that day. */
  free: number;
  /** Those that a law keeps, and no hold besides. */
  law: number;
}

/** The twelve months from this one on, as the vault counts them (UTC); what is overdue stands in the first. */
export function calendarOf(months: readonly ForecastMonth[], now: Date): Month[] {
  const first = now.toISOString().slice(0, 7);
  const names = Array.from({ length: 12 }, (_, ahead) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)).toISOString().slice(0, 7),
  );
  return names.map((month) => {
    const some = months.filter((one) => (month === first ? one.month <= first : one.month === month));
    const sum = (name: 'items' | 'review' | 'held' | 'keptByLaw') => some.reduce((all, one) => all + one[name], 0);
    const [items, held] = [sum('items'), sum('held')];
    const law = Math.min(sum('keptByLaw'), items - held);
    return { month, items, held, law, free: items - held - law, review: sum('review'), keptByLaw: sum('keptByLaw') };
  });
}
