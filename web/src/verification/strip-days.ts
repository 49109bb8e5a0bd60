import type { VerifiedDays } from '../api/types';

export type DayState = 'verified' | 'failed' | 'notRun';

/** One row of the strip: the log's own verifications, or what one witness saw. */
export interface StripRow {
  /** Null for the verifications themselves. */
  readonly witness: string | null;
  readonly states: readonly DayState[];
}

/** A row for the verifications and one for each witness, a state for each day. */
export function rowsOf({ days, witnesses }: VerifiedDays): StripRow[] {
  const verified = days.map(({ runs, failed }) => (failed > 0 ? 'failed' : runs > 0 ? 'verified' : 'notRun'));
  const seen = witnesses.map((witness) => ({
    witness,
    states: days.map((day): DayState => (day.witnesses.includes(witness) ? 'verified' : 'notRun')),
  }));
  return [{ witness: null, states: verified }, ...seen];
}

/** On how many days each state was. */
export function tally(states: readonly DayState[]): Record<DayState, number> {
  const of = (state: DayState): number => states.filter((each) => each === state).length;
  return { verified: of('verified'), failed: of('failed'), notRun: of('notRun') };
}
