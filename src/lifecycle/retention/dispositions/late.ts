/** A daily run that is this late is an alarm. */
const lateAfterMillis = 36 * 3_600_000;

export function isLate(since: Date, now: Date): boolean {
  return now.getTime() - since.getTime() > lateAfterMillis;
}
