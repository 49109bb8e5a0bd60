import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsString,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { type Role, roles } from '../../kernel';

const period = /^P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?)?$/;
const day = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const factCode = /^[a-z][a-z0-9_]{1,47}$/;
const eventCode = /^[A-Z][A-Z0-9_]{1,47}$/;
const OrNull = (): PropertyDecorator => ValidateIf((_object, value) => value !== null);

export const requestLaws = ['GDPR', 'UK', 'DPDP', 'CCPA'] as const;
export const scheduleParts = ['original', 'attributes', 'description', 'biometric_template', 'log'] as const;
/** Records that are no media items and yet have a schedule. */
export const recordClasses = ['access_log', 'request_file', 'breach_file', 'consent_record', 'destruction_record'] as const;

export class FiscalYearEnd {
  @IsInt() @Min(1) @Max(12) month: number;
  @IsInt() @Min(1) @Max(31) day: number;
}

export class FactConditionData {
  @Matches(factCode) fact: string;
  @IsString() is: string;
  @IsIn(['applies', 'not']) whenUnknown: 'applies' | 'not';
}

export class TriggerData {
  @IsIn(['latest', 'first', 'all']) mode: 'latest' | 'first' | 'all';
  @IsArray() @ArrayNotEmpty() @ArrayUnique() @Matches(eventCode, { each: true }) events: string[];
  @IsIn(['occurred', 'known']) counts: 'occurred' | 'known';
}

/** A row of the retention schedule: why a kind of item is kept, and for how long (README of lifecycle/retention). */
export class RetentionRow {
  @Matches(/^[A-Z]\d{2}(-[A-Za-z]{2,12}){0,2}$/) id: string;
  @OrNull() @Matches(day) effectiveFrom: string | null;
  @IsArray() @ArrayNotEmpty() @ArrayUnique() @IsString({ each: true }) classes: string[];
  @IsIn(scheduleParts) part: (typeof scheduleParts)[number];
  @IsArray() @ArrayNotEmpty() @ArrayUnique() @IsString({ each: true }) jurisdictions: string[];
  @Matches(/^[A-Z][A-Z_]{1,31}$/) regime: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => FactConditionData) when: FactConditionData[];
  @IsObject() @ValidateNested() @Type(() => TriggerData) trigger: TriggerData;
  @IsIn(['EXACT', 'END_CALENDAR_YEAR', 'END_FINANCIAL_YEAR']) rounding:
    'EXACT' | 'END_CALENDAR_YEAR' | 'END_FINANCIAL_YEAR';
  @OrNull() @Matches(period) min: string | null;
  @OrNull() @IsString() @IsNotEmpty() minRef: string | null;
  @OrNull() @Matches(period) max: string | null;
  @OrNull() @IsString() @IsNotEmpty() maxReason: string | null;
  @OrNull() @Matches(period) hardCap: string | null;
  /** A default of the product, without a law that says so: for counsel to confirm. */
  @IsBoolean() choice: boolean;
  @IsArray() @ArrayUnique() @IsIn(requestLaws, { each: true }) refuses: (typeof requestLaws)[number][];
  @IsIn(['ERASE', 'RESTRICT_REFUSE', 'DEFER']) onRequest: 'ERASE' | 'RESTRICT_REFUSE' | 'DEFER';
  @IsIn(['SHRED_DELETE', 'REVIEW']) atExpiry: 'SHRED_DELETE' | 'REVIEW';
  @OrNull() @Matches(period) preNotice: string | null;
  @IsIn(['FORBIDDEN', 'REQUIRED', 'ALLOWED']) redaction: 'FORBIDDEN' | 'REQUIRED' | 'ALLOWED';
  @OrNull() @IsString() residency: string | null;
  @IsBoolean() floor: boolean;
  @IsBoolean() exemptFromFloor: boolean;
  @IsArray() @ArrayUnique() @IsIn(roles, { each: true }) roles: Role[];
  @IsInt() @Min(0) @Max(2) approvals: 0 | 1 | 2;
  @OrNull() @IsString() note: string | null;
}

/** A kind of event that starts, resets or takes back periods. */
export class RetentionEventData {
  @Matches(eventCode) code: string;
  @IsString() name: string;
  @IsIn(['item', 'subject']) about: 'item' | 'subject';
  /** Whether people and programs may state it; the vault notes the others itself. */
  @IsBoolean() given: boolean;
  @OrNull() @Matches(eventCode) undoneBy: string | null;
  @OrNull() @Matches(eventCode) absentBy: string | null;
}

/** A fact about an item that rows depend on. */
export class RetentionFactData {
  @Matches(factCode) code: string;
  @IsString() name: string;
  @IsArray() @ArrayNotEmpty() @ArrayUnique() @Matches(factCode, { each: true }) values: string[];
  /** What an item's purpose says about it; purposes that stand not here say nothing. */
  @IsObject() fromPurpose: Record<string, string>;
}

export class ClockExtensionData {
  @Matches(period) by: string;
  @IsBoolean() withinFirst: boolean;
}

/** A row of the clock register (regulation, section 0). */
export class ClockData {
  @Matches(/^T\d{1,2}(-[A-Za-z0-9]+){0,2}$/) code: string;
  @IsString() name: string;
  @IsIn(['answer', 'acknowledge', 'notify_authority', 'notify_persons', 'notify_controller', 'pre_notice']) duty: string;
  @IsString() regime: string;
  @Matches(factCode) starts: string;
  @OrNull() @Matches(period) length: string | null;
  @IsIn(['calendar', 'business']) days: 'calendar' | 'business';
  @IsIn(['stays', 'next_working_day']) onHoliday: 'stays' | 'next_working_day';
  @OrNull() @IsObject() @ValidateNested() @Type(() => ClockExtensionData) extension: ClockExtensionData | null;
  @IsArray() @ArrayUnique() @IsIn(['identity', 'clarification'], { each: true }) pauses: (
    'identity' | 'clarification'
  )[];
  @IsString() @IsNotEmpty() reference: string;
  /** P: the text itself was read; S: a secondary source; K: general knowledge, for counsel to check. */
  @IsIn(['P', 'S', 'K']) checked: 'P' | 'S' | 'K';
  @OrNull() @IsString() note: string | null;
}

interface Lists {
  readonly documentClasses: readonly { code: string }[];
  readonly jurisdictions: readonly { code: string }[];
  readonly purposes: readonly { code: string }[];
  readonly retentionSchedules: readonly RetentionRow[];
  readonly retentionEvents: readonly RetentionEventData[];
  readonly retentionFacts: readonly RetentionFactData[];
  readonly clocks: readonly ClockData[];
}

/** What is wrong with the retention data, in sentences that say what to do. */
export function retentionFaults(lists: Lists): string[] {
  return [
    ...lists.retentionSchedules.flatMap((row) => [...lawFaults(row), ...danglingFaults(row, lists)]),
    ...doubled(
      'retention-schedules',
      lists.retentionSchedules.map(({ id, effectiveFrom }) => `${id} from ${effectiveFrom ?? 'the beginning'}`),
    ),
    ...doubled(
      'retention-events',
      lists.retentionEvents.map(({ code }) => code),
    ),
    ...doubled(
      'retention-facts',
      lists.retentionFacts.map(({ code }) => code),
    ),
    ...doubled(
      'clocks',
      lists.clocks.map(({ code }) => code),
    ),
    ...eventFaults(lists),
    ...factFaults(lists),
  ];
}

/** A row keeps because of a law that it names, or says why it ends; nothing else is a reason. */
function lawFaults({ id, min, minRef, max, maxReason, choice, floor, effectiveFrom }: RetentionRow): string[] {
  const at = `config retention-schedules/${id}${effectiveFrom === null ? '' : ` from ${effectiveFrom}`}`;
  return [
    ...(min !== null && minRef === null ? [`${at}: it has a minimum; name the law in minRef, or take min out`] : []),
    ...(max !== null && maxReason === null ? [`${at}: it has a maximum; say why in maxReason`] : []),
    ...(min === null && max === null ? [`${at}: it has neither minimum nor maximum; give max with its maxReason`] : []),
    ...(minRef === null && !choice && !(maxReason ?? '').match(/\d/)
      ? [`${at}: it names no law; name one, or mark it with "choice": true`]
      : []),
    ...(floor && min === null ? [`${at}: a floor is a minimum; give min and minRef`] : []),
  ];
}

function danglingFaults({ id, classes, jurisdictions, trigger, when }: RetentionRow, lists: Lists): string[] {
  const listed = (codes: readonly { code: string }[], more: readonly string[]): Set<string> =>
    new Set([...codes.map(({ code }) => code), ...more]);
  const missing = (what: string, named: readonly string[], known: Set<string>): string[] =>
    named
      .filter((code) => !known.has(code))
      .map((code) => `config retention-schedules/${id}: ${what} ${code} is not listed`);
  return [
    ...missing('class', classes, listed(lists.documentClasses, [...recordClasses, '*'])),
    ...missing('jurisdiction', jurisdictions, listed(lists.jurisdictions, ['*'])),
    ...missing('event', trigger.events, listed(lists.retentionEvents, [])),
    ...when
      .filter(({ fact, is }) => !lists.retentionFacts.some((item) => item.code === fact && item.values.includes(is)))
      .map(({ fact }) => `config retention-schedules/${id}: fact ${fact} or its value is not listed`),
  ];
}

function eventFaults({ retentionEvents }: Lists): string[] {
  const codes = new Set(retentionEvents.map(({ code }) => code));
  return retentionEvents.flatMap(({ code, undoneBy, absentBy }) =>
    [undoneBy, absentBy]
      .filter((other): other is string => other !== null && !codes.has(other))
      .map((other) => `config retention-events/${code}: ${other} is not listed`),
  );
}

function factFaults({ retentionFacts, purposes }: Lists): string[] {
  const known = new Set(purposes.map(({ code }) => code));
  return retentionFacts.flatMap(({ code, values, fromPurpose }) =>
    Object.entries(fromPurpose)
      .filter(([purpose, value]) => !known.has(purpose) || !values.includes(value))
      .map(([purpose]) => `config retention-facts/${code}: purpose ${purpose} or its value is not listed`),
  );
}

function doubled(what: string, codes: readonly string[]): string[] {
  return codes
    .filter((value, index) => codes.indexOf(value) !== index)
    .map((value) => `config ${what}: ${value} stands twice`);
}
