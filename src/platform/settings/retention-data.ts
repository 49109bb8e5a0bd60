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
import { RetentionRow, rowFaults, sentenceOf } from './retention-rows';

const period = /^P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?)?$/;
const factCode = /^[a-z][a-z0-9_]{1,47}$/;
const eventCode = /^[A-Z][A-Z0-9_]{1,47}$/;
const OrNull = (): PropertyDecorator => ValidateIf((_object, value) => value !== null);

export class FiscalYearEnd {
  @IsInt() @Min(1) @Max(12) month: number;
  @IsInt() @Min(1) @Max(31) day: number;
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
  @IsIn(['answer', 'acknowledge', 'forward', 'notify_authority', 'notify_persons', 'notify_controller', 'pre_notice'])
  duty: string;
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
    ...lists.retentionSchedules.flatMap((row) => rowFaults(row, lists).map((fault) => sentenceOf(row, fault))),
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
