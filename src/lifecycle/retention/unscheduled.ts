import type { PolicyData, RetentionRow } from '../../platform/settings';
import { lineage } from './rules/schedule';

/**
 * Classes of media items that no row speaks of, in each jurisdiction, as `class/jurisdiction`. Items of such a class are
 * restricted and never destroyed without a person; the installation says so instead of guessing.
 */
export function unscheduled(
  { documentClasses, jurisdictions }: PolicyData,
  schedule: readonly RetentionRow[],
): string[] {
  const parents = new Map(jurisdictions.map(({ code, parent }) => [code, parent ?? null]));
  const rows = schedule.filter(({ floor, part }) => !floor && part === 'original');
  return jurisdictions.flatMap(({ code }) => {
    const line = [...lineage(code, parents), '*'];
    const spoken = rows.filter((row) => row.jurisdictions.some((place) => line.includes(place)));
    return documentClasses
      .filter((item) => !spoken.some(({ classes }) => classes.includes(item.code)))
      .map((item) => `${item.code}/${code}`);
  });
}
