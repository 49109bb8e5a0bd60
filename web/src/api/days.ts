/**
 * Days as the person means them, as times: from the start of the first in their own zone to the end of the last.
 * What is no day goes on as it is, and the vault says so.
 */
export function withTimes<Filters extends { from?: string; to?: string }>(filters: Filters): Filters {
  const time = (day: string | undefined, add: number) => {
    const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '');
    return parts ? new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]) + add).toISOString() : day;
  };
  return { ...filters, from: time(filters.from, 0), to: time(filters.to, 1) };
}
