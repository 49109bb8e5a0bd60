import type { FactName, Facts } from './facts';

/** A draft, and what is still to be found out for it. */
export interface Draft {
  readonly text: string;
  readonly missing: readonly FactName[];
}

interface Form {
  readonly title: string;
  /** In the order of the law. */
  readonly facts: readonly FactName[];
}

const article33: readonly FactName[] = [
  ...(['kinds', 'summary', 'occurred', 'aware', 'persons', 'items', 'classes', 'jurisdictions', 'protection'] as const),
  ...(['risk', 'consequences', 'measures', 'contact'] as const),
];
const early: readonly FactName[] = ['summary', 'aware', 'cause', 'jurisdictions', 'contact'];
const incident: readonly FactName[] = [
  'summary',
  'occurred',
  'aware',
  'systems',
  'consequences',
  'measures',
  'contact',
];

/** What each notice has to say, by its row of the clock register. */
const forms: Readonly<Record<string, Form>> = {
  T7: { title: 'Notification of a personal data breach (GDPR Art 33)', facts: article33 },
  'T7-UK': { title: 'Notification of a personal data breach (UK GDPR Art 33)', facts: article33 },
  'T7-processor': { title: 'Notice of a processor to the controller (GDPR Art 33(2))', facts: article33 },
  'T7-UK-processor': { title: 'Notice of a processor to the controller (UK GDPR Art 33(2))', facts: article33 },
  'T9-board': {
    title: 'Intimation of a personal data breach to the Data Protection Board (DPDP Rules r.7(2)(a))',
    facts: ['summary', 'kinds', 'persons', 'items', 'occurred', 'aware', 'jurisdictions', 'consequences', 'contact'],
  },
  'T9-report': {
    title: 'Report on a personal data breach to the Data Protection Board (DPDP Rules r.7(2)(b))',
    facts: ['summary', 'occurred', 'persons', 'items', 'cause', 'measures', 'safetySteps', 'intimations', 'contact'],
  },
  'T9-processor': {
    title: 'Notice of a data processor to the Data Fiduciary',
    facts: ['summary', 'kinds', 'persons', 'items', 'occurred', 'aware', 'consequences', 'measures', 'contact'],
  },
  T10: { title: 'Report of a cyber incident to CERT-In (Directions of 28 April 2022)', facts: incident },
  'T17-NIS2-early': { title: 'Early warning (NIS2 Art 23(4)(a))', facts: early },
  'T17-NIS2': { title: 'Incident notification (NIS2 Art 23(4)(b))', facts: incident },
  'T17-NIS2-final': { title: 'Final report (NIS2 Art 23(4)(d))', facts: [...incident, 'cause'] },
  'T17-DORA-classified': {
    title: 'Initial notification of a major ICT-related incident (DORA Art 19)',
    facts: incident,
  },
  'T17-DORA': { title: 'Initial notification of a major ICT-related incident (DORA Art 19)', facts: incident },
};

const labels: Readonly<Record<FactName, string>> = {
  kinds: 'Kind of breach',
  summary: 'What happened',
  occurred: 'When it happened',
  aware: 'When we became aware',
  jurisdictions: 'Where the persons are',
  systems: 'Systems affected',
  persons: 'Approximate number of persons',
  items: 'Approximate number of records',
  classes: 'Categories of records',
  protection: 'Protection of the data',
  risk: 'Risk as assessed',
  consequences: 'Likely consequences',
  measures: 'Measures taken and proposed',
  safetySteps: 'What is done against a repetition, and by the persons',
  cause: 'Findings on the cause, and on who caused it',
  intimations: 'Persons told',
  contact: 'Contact',
};

/** The draft of a notice to an authority or a controller. What is not known stands in it as such: information may follow in phases. */
export function authorityNotice(code: string, reference: string, facts: Facts): Draft | null {
  const form = forms[code];
  if (form === undefined) return null;
  const missing = form.facts.filter((name) => isMissing(facts[name]));
  const lines = form.facts.map((name) => `${labels[name]}: ${isMissing(facts[name]) ? notKnown : facts[name]}`);
  return { text: [form.title, `Our reference: ${reference}`, ...lines].join('\n\n'), missing };
}

const notKnown = '[not known yet]';

export function isMissing(fact: string | null): fact is null {
  return fact === null || fact.trim() === '';
}
