import { plainToInstance, Type } from 'class-transformer';
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
  type ValidationError,
  validateSync,
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
export const recordClasses = [
  'access_log',
  'request_file',
  'breach_file',
  'consent_record',
  'destruction_record',
] as const;

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

/** What rows may refer to. */
export interface RowLists {
  readonly documentClasses: readonly { code: string }[];
  readonly jurisdictions: readonly { code: string }[];
  readonly retentionEvents: readonly { code: string }[];
  readonly retentionFacts: readonly { code: string; values: readonly string[] }[];
}

/** What is wrong with a member of a row: a code for programs, and what to do for people. */
export interface RowFault {
  readonly member: string;
  readonly code: string;
  readonly said: string;
}

/** A row keeps because of a law that it names, or says why it ends; nothing else is a reason. And it names only what is listed. */
export function rowFaults(row: RetentionRow, lists: RowLists): RowFault[] {
  return [...lawFaults(row), ...danglingFaults(row, lists)];
}

/** The same as a sentence about `config/`. */
export function sentenceOf({ id, effectiveFrom }: RetentionRow, { said }: RowFault): string {
  return `config retention-schedules/${id}${effectiveFrom === null ? '' : ` from ${effectiveFrom}`}: ${said}`;
}

/** Rows that come from outside: read, or what is wrong with them, as a pointer into their list and a code. */
export function readRetentionRows(
  items: readonly unknown[],
  lists: RowLists,
): { readonly rows: readonly RetentionRow[]; readonly faults: readonly { pointer: string; code: string }[] } {
  const rows = items.map((item) => plainToInstance(RetentionRow, item));
  const faults = rows.flatMap((row, index) => {
    const shape = shapeFaults(row);
    const found = shape.length > 0 ? shape : rowFaults(row, lists);
    return found.map(({ member, code }) => ({ pointer: `/${index}/${member}`, code }));
  });
  return { rows, faults };
}

function shapeFaults(row: RetentionRow): Pick<RowFault, 'member' | 'code'>[] {
  // What is no object has no members to look at.
  if (typeof row !== 'object' || Array.isArray(row)) return [{ member: '', code: 'invalid' }];
  const errors = validateSync(row, { whitelist: true, forbidNonWhitelisted: true });
  const flatten = (error: ValidationError, path = error.property): { member: string; code: string }[] => [
    ...(error.constraints === undefined ? [] : [{ member: path, code: 'invalid' }]),
    ...(error.children ?? []).flatMap((child) => flatten(child, `${path}/${child.property}`)),
  ];
  return errors.flatMap((error) => flatten(error));
}

function lawFaults({ min, minRef, max, maxReason, choice, floor }: RetentionRow): RowFault[] {
  const fault = (applies: boolean, member: string, code: string, said: string): RowFault[] =>
    applies ? [{ member, code, said }] : [];
  const namesLaw = minRef !== null || choice || /\d/.test(maxReason ?? '');
  return [
    ...fault(
      min !== null && minRef === null,
      'minRef',
      'law_missing',
      'it has a minimum; name the law in minRef, or take min out',
    ),
    ...fault(
      max !== null && maxReason === null,
      'maxReason',
      'reason_missing',
      'it has a maximum; say why in maxReason',
    ),
    ...fault(
      min === null && max === null,
      'max',
      'period_missing',
      'it has neither minimum nor maximum; give max with its maxReason',
    ),
    ...fault(!namesLaw, 'choice', 'law_missing', 'it names no law; name one, or mark it with "choice": true'),
    ...fault(floor && min === null, 'min', 'period_missing', 'a floor is a minimum; give min and minRef'),
  ];
}

function danglingFaults({ classes, jurisdictions, trigger, when }: RetentionRow, lists: RowLists): RowFault[] {
  const listed = (codes: readonly { code: string }[], more: readonly string[]): Set<string> =>
    new Set([...codes.map(({ code }) => code), ...more]);
  const missing = (member: string, what: string, named: readonly string[], known: Set<string>): RowFault[] =>
    named
      .filter((code) => !known.has(code))
      .map((code) => ({ member, code: 'unknown', said: `${what} ${code} is not listed` }));
  return [
    ...missing('classes', 'class', classes, listed(lists.documentClasses, [...recordClasses, '*'])),
    ...missing('jurisdictions', 'jurisdiction', jurisdictions, listed(lists.jurisdictions, ['*'])),
    ...missing('trigger/events', 'event', trigger.events, listed(lists.retentionEvents, [])),
    ...when
      .filter(({ fact, is }) => !lists.retentionFacts.some((item) => item.code === fact && item.values.includes(is)))
      .map(({ fact }) => ({ member: 'when', code: 'unknown', said: `fact ${fact} or its value is not listed` })),
  ];
}
