import type { Actor, EventBody, Id } from '../../../kernel';

/** How long work stands. */
export const operationStates = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type OperationState = (typeof operationStates)[number];

/** The one table of states: what is not here cannot happen. Work that a restart interrupted is begun again. */
export const operationTurns: Readonly<Record<OperationState, readonly OperationState[]>> = {
  queued: ['running', 'cancelled'],
  running: ['running', 'succeeded', 'failed', 'cancelled'],
  succeeded: [],
  failed: [],
  cancelled: [],
};

export function isFinished(state: OperationState): boolean {
  return operationTurns[state].length === 0;
}

/** A piece of long work as it stands. */
export interface Operation {
  readonly id: Id;
  readonly kind: string;
  readonly actor: Actor;
  readonly traceId: string;
  readonly parameters: EventBody;
  readonly state: OperationState;
  readonly done: number;
  /** Null while nobody knows how much there is. */
  readonly total: number | null;
  /** Where the result is; null before there is one. */
  readonly resultHref: string | null;
  /** The stable code of what went wrong. */
  readonly failure: string | null;
  readonly cancelAsked: boolean;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}
