import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsTimeZone,
  Matches,
  Max,
  Min,
  ValidateNested,
  validateSync,
} from 'class-validator';
import { type Role, roles } from '../../kernel';
import { SettingsInvalid } from './load-settings';
import { ClockData, FiscalYearEnd, RetentionEventData, RetentionFactData, retentionFaults } from './retention-data';
import { RetentionRow } from './retention-rows';

const code = /^[a-z][a-z0-9_]{1,47}$/;

/** A kind of item that policy speaks about. */
/** Whom the existence of an item may be told: `tipping_off` (AML, GwG §47, PMLA) and `state_secret` keep it from the person. */
export const disclosures = ['normal', 'tipping_off', 'state_secret'] as const;
export type Disclosure = (typeof disclosures)[number];

export class DocumentClass {
  @Matches(code) code: string;
  @IsString() name: string;
  /** Whether it belongs to know-your-customer work: support agents never see it. */
  @IsBoolean() kyc: boolean;
  /** Whether it may hold special categories of personal data (GDPR Art 9). */
  @IsBoolean() special: boolean;
  /** Of every item of this class; `normal` where it is left out. */
  @IsOptional() @IsIn(disclosures) disclosure?: Disclosure;
  /** Content types that an item of this class may have. */
  @IsArray() @ArrayNotEmpty() @ArrayUnique() @IsString({ each: true }) types: string[];
}

/** A declared reason for an access, with who may name it. */
const restrictedUses = ['consent', 'legal_claims', 'others_rights', 'public_interest'] as const;

export class Purpose {
  @Matches(code) code: string;
  @IsString() name: string;
  @IsArray() @ArrayUnique() @IsIn(roles, { each: true }) roles: Role[];
  /** Whether client programs may name it. */
  @IsBoolean() programs: boolean;
  /** Whether opening an item for it is processing for the business, from which a floor is counted (DPDP Rules r.8(3)). */
  @IsOptional() @IsBoolean() processing?: boolean;
  /** The ground of GDPR Art 18(2) on which restricted items are still used for it; none where it is left out. */
  @IsOptional() @IsIn(restrictedUses) underRestriction?: (typeof restrictedUses)[number];
}

export class Jurisdiction {
  @Matches(/^[A-Z]{2}(-[A-Z0-9]{2,8})?$/) code: string;
  @IsString() name: string;
  @IsOptional() @IsString() parent?: string;
  @IsTimeZone() timeZone: string;
  /** ISO weekdays without work. This and the next two are the parent's where they are not given. */
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(7, { each: true })
  weekend?: number[];
  @IsOptional() @IsObject() @ValidateNested() @Type(() => FiscalYearEnd) fiscalYearEnd?: FiscalYearEnd;
  @IsOptional() @IsArray() @ArrayUnique() @Matches(/^\d{4}-\d{2}-\d{2}$/, { each: true }) holidays?: string[];
  /** Where the holidays are from. */
  @IsOptional() @IsString() holidaySource?: string;
}

export class LegalBasis {
  @Matches(code) code: string;
  @IsString() name: string;
  /** The provision it stands on. */
  @IsString() reference: string;
}

/** A content type that the vault takes in. */
export class MediaType {
  @Matches(/^[a-z]+\/[a-z0-9.+-]+$/) type: string;
  @IsString() name: string;
  @IsArray() @ArrayNotEmpty() @Matches(/^[a-z0-9]{1,8}$/, { each: true }) extensions: string[];
  /** Other names that senders use for the same content. */
  @IsArray() @IsString({ each: true }) aliases: string[];
  @IsInt() @Min(1) maxMib: number;
  /** Whether a browser may show it in place; everything else is sent as an attachment. */
  @IsBoolean() inline: boolean;
}

export class RoleDescription {
  @IsIn(roles) code: Role;
  @IsString() name: string;
  /** Roles that the same person must not hold. */
  @IsArray() @ArrayUnique() @IsIn(roles, { each: true }) excludes: Role[];
}

/** The data that policy is made of, as it stood when the vault started. */
export class PolicyData {
  @IsInt() @Min(1) version: number;
  @IsArray() @ValidateNested({ each: true }) @Type(() => DocumentClass) documentClasses: DocumentClass[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => Purpose) purposes: Purpose[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => Jurisdiction) jurisdictions: Jurisdiction[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => LegalBasis) legalBases: LegalBasis[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => MediaType) mediaTypes: MediaType[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => RoleDescription) roles: RoleDescription[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => RetentionRow) retentionSchedules: RetentionRow[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => RetentionEventData) retentionEvents: RetentionEventData[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => RetentionFactData) retentionFacts: RetentionFactData[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => ClockData) clocks: ClockData[];
  /** `sha256:…` over the files as read: stands in every log entry whose decision used them. */
  @IsString() hash: string;
  /** The files as read, by their names: what evidence shows of the policy in force. */
  @IsObject() files: Readonly<Record<string, string>>;
}

/** Injection token of the policy data. */
export const POLICY_DATA = Symbol('policy data');

/** The files, and the member that each becomes. */
const files = [
  ['document-classes', 'documentClasses'],
  ['purposes', 'purposes'],
  ['jurisdictions', 'jurisdictions'],
  ['legal-bases', 'legalBases'],
  ['media-types', 'mediaTypes'],
  ['roles', 'roles'],
  ['retention-schedules', 'retentionSchedules'],
  ['retention-events', 'retentionEvents'],
  ['retention-facts', 'retentionFacts'],
  ['clocks', 'clocks'],
] as const;

/** Reads and validates `config/`. Anything unknown, doubled or dangling is refused with the file and the reason. */
export function loadPolicyData(folder: string): PolicyData {
  const hash = createHash('sha256');
  const plain: Record<string, unknown> = {};
  const versions: number[] = [];
  const texts: Record<string, string> = {};
  for (const [file, member] of files) {
    const text = readPolicyFile(folder, file);
    hash.update(`${file}\n`).update(text);
    texts[file] = text;
    const { version, items } = JSON.parse(text) as { version: number; items: unknown[] };
    versions.push(version);
    plain[member] = items;
  }
  const policy = plainToInstance(PolicyData, {
    ...plain,
    version: Math.max(...versions),
    hash: `sha256:${hash.digest('hex')}`,
    files: texts,
  });
  const faults = shapeFaults(policy);
  if (faults.length === 0) faults.push(...referenceFaults(policy), ...retentionFaults(policy));
  if (faults.length > 0) throw new SettingsInvalid(faults);
  return policy;
}

function readPolicyFile(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, `${file}.json`), 'utf8');
  } catch {
    throw new SettingsInvalid([`config/${file}.json: the file cannot be read`]);
  }
}

function shapeFaults(policy: PolicyData): string[] {
  const errors = validateSync(policy, {
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false, value: false },
  });
  const flatten = (path: string, error: (typeof errors)[number]): string[] => [
    ...Object.keys(error.constraints ?? {}).map((rule) => `config ${path}${error.property}: ${rule}`),
    ...(error.children ?? []).flatMap((child) => flatten(`${path}${error.property}/`, child)),
  ];
  return errors.flatMap((error) => flatten('', error));
}

function referenceFaults(policy: PolicyData): string[] {
  const doubled = (what: string, codes: string[]): string[] =>
    codes
      .filter((value, index) => codes.indexOf(value) !== index)
      .map((value) => `config ${what}: ${value} stands twice`);
  const types = new Set(policy.mediaTypes.map(({ type }) => type));
  const places = new Set(policy.jurisdictions.map((place) => place.code));
  return [
    ...doubled(
      'document-classes',
      policy.documentClasses.map((item) => item.code),
    ),
    ...doubled(
      'purposes',
      policy.purposes.map((item) => item.code),
    ),
    ...doubled(
      'jurisdictions',
      policy.jurisdictions.map((item) => item.code),
    ),
    ...doubled(
      'legal-bases',
      policy.legalBases.map((item) => item.code),
    ),
    ...doubled(
      'media-types',
      policy.mediaTypes.flatMap((item) => [item.type, ...item.aliases]),
    ),
    ...doubled(
      'roles',
      policy.roles.map((item) => item.code),
    ),
    ...roles
      .filter((role) => !policy.roles.some((item) => item.code === role))
      .map((role) => `config roles: ${role} is missing`),
    ...policy.documentClasses.flatMap((item) =>
      item.types
        .filter((type) => !types.has(type))
        .map((type) => `config document-classes/${item.code}: ${type} is not an allowed media type`),
    ),
    ...policy.jurisdictions
      .filter((item) => item.parent !== undefined && !places.has(item.parent))
      .map((item) => `config jurisdictions/${item.code}: its parent is not listed`),
    ...policy.jurisdictions
      .filter((item) => item.parent === undefined && (!item.weekend || !item.fiscalYearEnd || !item.holidays))
      .map(
        (item) => `config jurisdictions/${item.code}: without a parent it needs weekend, holidays and fiscalYearEnd`,
      ),
  ];
}
