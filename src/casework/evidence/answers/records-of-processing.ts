import type { ScheduleReport, ScheduleRow } from '../../../lifecycle/retention';
import type { PolicyData } from '../../../platform/settings';
import type { DisclosedCount } from '../../../records/recipients';

/** Items of one kind that are kept now. */
export interface ItemCount {
  readonly purpose: string;
  readonly class: string;
  readonly legalBasis: string | null;
  readonly jurisdiction: string | null;
  readonly items: number;
  readonly subjects: number;
}

/** How long one kind of record is kept, by one row of the schedule. */
export interface TimeLimit {
  readonly row: string;
  readonly jurisdictions: readonly string[];
  readonly regime: string;
  /** In words: never empty, and never "not applicable". */
  readonly limit: string;
}

export interface ProcessingActivity {
  readonly purpose: string;
  readonly name: string;
  readonly items: number;
  readonly classes: readonly string[];
  readonly legalBases: readonly string[];
  readonly jurisdictions: readonly string[];
  readonly roles: readonly string[];
  readonly programs: boolean;
  readonly recipients: readonly string[];
}

export interface CategoryOfRecords {
  readonly class: string;
  readonly name: string;
  readonly special: boolean;
  readonly items: number;
  readonly limits: readonly TimeLimit[];
  /** Jurisdictions for which no row speaks: its items are never destroyed there without a person. */
  readonly undecidedIn: readonly string[];
}

export interface RecordsOfProcessing {
  readonly laws: typeof laws;
  readonly toBeCompleted: typeof toBeCompleted;
  readonly schedule: string;
  readonly activities: readonly ProcessingActivity[];
  readonly categories: readonly CategoryOfRecords[];
  readonly recipients: readonly DisclosedCount[];
  readonly places: typeof places;
  readonly security: typeof security;
}

/** What each law asks of the record. */
const laws = [
  ['EU and its Member States', 'GDPR Art 30(1)'],
  ['United Kingdom', 'UK GDPR Art 30(1)'],
  [
    'India',
    'no record is prescribed; it holds what DPDP Act s.11(1) has a person told, and the periods of s.8(7) and r.8(3)',
  ],
  ['United States', 'no record is prescribed; requests have a register of their own (CCPA regs §7101)'],
] as const;

/** What the vault cannot know of the organisation (Art 30(1)(a), (e)). */
const toBeCompleted = [
  'name and contact of the controller, of joint controllers and of the representative',
  'name and contact of the data protection officer',
  'countries of recipients and of the operators of databases, store and keys, with the safeguards of transfers',
] as const;

/** Categories of persons (Art 30(1)(c)) and where their data lies. */
const places = {
  persons: 'customers and others who send media to the helpdesk; staff, in the access log',
  data: 'media items with their facts, by the document classes below; pseudonyms and sealed identifiers; entries of the access log',
} as const;

/** Art 30(1)(g), 32(1): what the program does by itself. */
const security = [
  'sealed before the store: AES-256-GCM, a key for each object, wrapped by keys of person and epoch (GET /v1/reports/encryption)',
  'no opening without role, ticket, purpose and grant; masked or restricted where policy says so',
  'a log entry before each opening, in a log that shows changes, checked daily and reviewed',
  'two people for whatever cannot be called back; separated roles',
  'backups sealed under the key epoch, verified by restoring them; epochs whose roots are destroyed',
] as const;

/** The record as the configuration in force and what is kept now say. Pure: nothing in it is typed by hand. */
export function recordsOfProcessing(
  policy: Pick<PolicyData, 'purposes' | 'documentClasses' | 'legalBases'>,
  { hash, rows, unscheduled }: ScheduleReport,
  items: readonly ItemCount[],
  recipients: readonly DisclosedCount[],
): RecordsOfProcessing {
  const basisNames = new Map(policy.legalBases.map(({ code, name, reference }) => [code, `${name} (${reference})`]));
  const activities = policy.purposes.map(({ code, name, roles, programs }) => {
    const own = items.filter(({ purpose }) => purpose === code);
    const basisOf = ({ legalBasis }: ItemCount): string =>
      legalBasis === null ? 'not stated' : (basisNames.get(legalBasis) ?? legalBasis);
    return {
      ...{ purpose: code, name, roles, programs, items: sum(own) },
      classes: distinct(own.map((one) => one.class)),
      legalBases: distinct(own.map(basisOf)),
      jurisdictions: distinct(own.map(({ jurisdiction }) => jurisdiction ?? 'not stated')),
      recipients: distinct(recipients.filter(({ purposes }) => purposes.includes(code)).map((one) => one.name)),
    };
  });
  const categories = policy.documentClasses.map(({ code, name, special }) => ({
    ...{ class: code, name, special, items: sum(items.filter((one) => one.class === code)) },
    limits: rows.filter((row) => speaksOf(row, code)).map(timeLimit),
    undecidedIn: unscheduled.filter((one) => one.startsWith(`${code}/`)).map((one) => one.slice(code.length + 1)),
  }));
  return { laws, toBeCompleted, schedule: hash, activities, categories, recipients, places, security };
}

function speaksOf({ classes, part }: ScheduleRow, code: string): boolean {
  return part === 'original' && (classes.includes(code) || classes.includes('*'));
}

function timeLimit(row: ScheduleRow): TimeLimit {
  const { id, jurisdictions, regime, trigger, rounding, min, minRef, max, maxReason, atExpiry, floor } = row;
  const parts = [
    ...(min === null ? [] : [`${floor ? 'not before' : 'kept'} ${inWords(min)} (${minRef ?? ''})`]),
    ...(max === null ? [] : [`destroyed after ${inWords(max)} at the latest (${maxReason ?? ''})`]),
    `counted from ${trigger.events.join(trigger.mode === 'all' ? ' and ' : ' or ')}${roundings[rounding] ?? ''}`,
    atExpiry === 'REVIEW' ? 'then looked at by a person' : 'then destroyed',
  ];
  return { row: id, jurisdictions, regime, limit: parts.join('; ') };
}

const roundings: Partial<Record<ScheduleRow['rounding'], string>> = {
  END_CALENDAR_YEAR: ', from the end of that calendar year',
  END_FINANCIAL_YEAR: ', from the end of that financial year',
};

const units = { Y: 'year', M: 'month', W: 'week', D: 'day', H: 'hour' } as const;

/** `P1Y6M` → "1 year 6 months". */
export function inWords(period: string): string {
  const [date = '', time = ''] = period.slice(1).split('T');
  const found = [...date.matchAll(/(\d+)([YMWD])/g), ...time.matchAll(/(\d+)([H])/g)];
  const words = found.map(([, count, unit]) => {
    const name = units[unit as keyof typeof units];
    return `${count ?? ''} ${name}${count === '1' ? '' : 's'}`;
  });
  return words.length === 0 ? period : words.join(' ');
}

function sum(counts: readonly ItemCount[]): number {
  return counts.reduce((total, { items }) => total + items, 0);
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
