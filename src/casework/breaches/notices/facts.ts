import type { Breach, BreachFile } from '../breach';

/** Everything that a notice can be asked to say. */
export const factNames = [
  'kinds',
  'summary',
  'occurred',
  'aware',
  'jurisdictions',
  'systems',
  'persons',
  'items',
  'classes',
  'protection',
  'risk',
  'consequences',
  'measures',
  'safetySteps',
  'cause',
  'intimations',
  'contact',
] as const;
export type FactName = (typeof factNames)[number];

/** What is known, as text; null where it is not. */
export type Facts = Readonly<Record<FactName, string | null>>;

/** How many were reached, as the last search for them found. */
export interface ReachedNumbers {
  readonly persons: number;
  readonly items: number;
  readonly classes: readonly string[];
}

/** What a notice is filled from. */
export interface Known {
  readonly breach: Pick<
    Breach,
    'kinds' | 'occurredFrom' | 'occurredTo' | 'awareAt' | 'jurisdictions' | 'unintelligible' | 'risk'
  >;
  readonly file: BreachFile;
  /** Null while nobody has searched. */
  readonly reached: ReachedNumbers | null;
  /** When the persons were told; null where they were not. */
  readonly personsToldAt: Date | null;
  readonly contact: string;
}

export function factsOf({ breach, file, reached, personsToldAt, contact }: Known): Facts {
  const { kinds, occurredFrom, occurredTo, awareAt, jurisdictions, unintelligible, risk } = breach;
  const { summary, consequences, measures, safetySteps, cause, systems } = file;
  return {
    ...{ summary, consequences, measures, safetySteps, cause, systems, contact, risk },
    kinds: kinds.join(', '),
    occurred: span(occurredFrom, occurredTo),
    aware: instant(awareAt),
    jurisdictions: jurisdictions.join(', '),
    persons: reached === null ? null : String(reached.persons),
    items: reached === null ? null : String(reached.items),
    classes: reached === null || reached.classes.length === 0 ? null : reached.classes.join(', '),
    protection:
      unintelligible === null
        ? null
        : unintelligible
          ? 'encrypted; the keys were not reached'
          : 'readable by whoever reached them',
    intimations: personsToldAt === null ? null : instant(personsToldAt),
  };
}

function span(from: Date | null, to: Date | null): string | null {
  if (from === null) return null;
  return to === null ? `since ${instant(from)}` : `${instant(from)} to ${instant(to)}`;
}

/** To the minute, with the zone: authorities count hours. */
function instant(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
