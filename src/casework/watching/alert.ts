import type { Id } from '../../kernel';
import type { RuleName } from './rules/history';

/** An alert waits for a person; it is closed with a finding and never again opened. */
export const alertStates = ['raised', 'closed'] as const;
export type AlertState = (typeof alertStates)[number];

/** What a person found out about it. */
export const alertFindings = ['expected', 'mistake', 'breach_of_rules', 'incident'] as const;
export type AlertFinding = (typeof alertFindings)[number];

export interface Alert {
  readonly id: Id;
  readonly rule: RuleName;
  readonly actor: Id;
  /** The entries that it is about. */
  readonly from: number;
  readonly n: number;
  readonly occurredAt: Date;
  readonly seen: number;
  readonly usual: number;
  readonly raisedAt: Date;
  /** Whether the actor's grants were suspended with it. */
  readonly suspended: boolean;
  readonly state: AlertState;
  readonly finding: AlertFinding | null;
  readonly closedBy: Id | null;
  readonly closedAt: Date | null;
}
