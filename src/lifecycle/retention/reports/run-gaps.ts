import { isLate } from '../dispositions/late';

/** A time in which a daily run should have ended, and none did. */
export interface RunGap {
  readonly from: Date;
  /** Null while it lasts. */
  readonly to: Date | null;
}

/**
 * Gaps between runs that are longer than an alarm waits. `ends`: when runs ended, oldest first; `since`: from when on there was
 * something to look at.
 */
export function runGaps(ends: readonly Date[], since: Date | null, now: Date): RunGap[] {
  const gaps: RunGap[] = [];
  let from = since;
  for (const to of [...ends, null]) {
    if (from !== null && isLate(from, to ?? now)) gaps.push({ from, to });
    from = to;
  }
  return gaps;
}
