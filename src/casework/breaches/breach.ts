import type { Id } from '../../kernel';

/** What a breach does to data; one may do several (GDPR Art 4(12); EDPB Guidelines 9/2022). */
export const breachKinds = ['confidentiality', 'integrity', 'availability'] as const;
export type BreachKind = (typeof breachKinds)[number];

/** Whose data they are: ours to answer for, or another's for whom we keep them (GDPR Art 33(2)). */
export const capacities = ['controller', 'processor'] as const;
export type Capacity = (typeof capacities)[number];

/** Laws that no jurisdiction of the data brings in: somebody says that the organisation falls under them. */
export const sectorLaws = ['NIS2', 'DORA'] as const;
export type SectorLaw = (typeof sectorLaws)[number];

/** How much it threatens the persons (GDPR Art 33(1), 34(1)). */
export const risks = ['none', 'risk', 'high'] as const;
export type Risk = (typeof risks)[number];

export const breachStates = ['recorded', 'assessed', 'closed'] as const;
export type BreachState = (typeof breachStates)[number];

/** The one table of states. An assessment is repeated as often as more is known (Art 33(4)). */
export const breachTurns: Readonly<Record<BreachState, readonly BreachState[]>> = {
  recorded: ['assessed'],
  assessed: ['assessed', 'closed'],
  closed: [],
};

export function canTurn(from: BreachState, to: BreachState): boolean {
  return breachTurns[from].includes(to);
}

/** A breach as the register shows it: codes, times and numbers. What happened is told in its sealed file. */
export interface Breach {
  readonly id: Id;
  readonly state: BreachState;
  readonly capacity: Capacity;
  readonly kinds: readonly BreachKind[];
  /** Where the persons are: these bring in the laws, and so the clocks. */
  readonly jurisdictions: readonly string[];
  readonly sectorLaws: readonly SectorLaw[];
  readonly occurredFrom: Date | null;
  readonly occurredTo: Date | null;
  /** When the organisation knew: clocks start here. */
  readonly awareAt: Date;
  readonly recordedAt: Date;
  readonly recordedBy: Id;
  readonly risk: Risk | null;
  /** Whether what was reached is unintelligible to whoever has it (GDPR Art 34(3)(a)); null until somebody said so. */
  readonly unintelligible: boolean | null;
  readonly assessedAt: Date | null;
  readonly assessedBy: Id | null;
  readonly closedAt: Date | null;
  readonly closedBy: Id | null;
  /** The earliest notice that is due and neither given nor waived; null where none is. */
  readonly dueAt: Date | null;
}

/** What is told of a breach in words (GDPR Art 33(3), (5); DPDP Rules r.7). Null: not known yet. */
export interface BreachFile {
  readonly summary: string;
  readonly consequences: string | null;
  readonly measures: string | null;
  /** What the persons can do themselves. */
  readonly safetySteps: string | null;
  /** What was found about how it came about, and who caused it. */
  readonly cause: string | null;
  readonly systems: string | null;
  /** Why the risk was judged as it was. */
  readonly assessment: string | null;
}
