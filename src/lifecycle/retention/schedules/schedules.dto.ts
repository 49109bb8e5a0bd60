import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, Matches, ValidateIf, ValidateNested } from 'class-validator';
import { ListOf, type Page, PageQuery } from '../../../platform/http';
import { RetentionRow } from '../../../platform/settings';
import type { ShownVersion } from './schedule-versions.service';
import { type MoveCount, type MoveKind, moveKinds, type RowChange, rowChanges } from './schedule-version';
import type { InForce } from './schedule-in-force';
import type { ScheduleMove } from './schedule.repository';

const date = { format: 'date-time', nullable: true, type: String } as const;
const anyRow = { type: 'object', additionalProperties: true } as const;
const day = /^\d{4}-\d{2}-\d{2}$/;

export class ScheduleRowDto {
  @ApiProperty() id: string;
  @ApiProperty({ nullable: true, type: String }) effectiveFrom: string | null;
  @ApiProperty({ type: [String] }) classes: string[];
  @ApiProperty() part: string;
  @ApiProperty({ type: [String] }) jurisdictions: string[];
  @ApiProperty() regime: string;
  @ApiProperty({ type: [String] }) triggers: string[];
  @ApiProperty() rounding: string;
  @ApiProperty({ nullable: true, type: String }) min: string | null;
  @ApiProperty({ nullable: true, type: String }) minRef: string | null;
  @ApiProperty({ nullable: true, type: String }) max: string | null;
  @ApiProperty({ nullable: true, type: String }) maxReason: string | null;
  @ApiProperty({ nullable: true, type: String }) hardCap: string | null;
  @ApiProperty({ description: 'A default of the product without a law behind it, for counsel to confirm.' })
  choice: boolean;
  @ApiProperty() onRequest: string;
  @ApiProperty() atExpiry: string;
  @ApiProperty() redaction: string;
  @ApiProperty({ nullable: true, type: String }) note: string | null;
  @ApiProperty({ ...anyRow, description: 'The whole row, as `put` takes it.' }) definition: RetentionRow;

  static of(definition: RetentionRow): ScheduleRowDto {
    const { trigger, ...row } = definition;
    const { id, effectiveFrom, classes, part, jurisdictions, regime, rounding, min, minRef, max, maxReason } = row;
    const { hardCap, choice, onRequest, atExpiry, redaction, note } = row;
    return {
      ...{ id, effectiveFrom, classes, part, jurisdictions, regime, triggers: trigger.events, rounding },
      ...{ min, minRef, max, maxReason, hardCap, choice, onRequest, atExpiry, redaction, note, definition },
    };
  }
}

export class SchedulesDto {
  @ApiProperty({ description: 'Hash of the schedule with its lists and calendars: stands beside each claim.' })
  policy: string;
  @ApiProperty({ description: 'SHA-256 of the rows.' }) hash: string;
  @ApiProperty({ format: 'uuid', nullable: true, type: String, description: 'Null: the rows of config/.' })
  version: string | null;
  @ApiProperty(date) inForceAt: Date | null;
  @ApiProperty({ description: 'The rows of config/ have changed since the version in force was proposed.' })
  shippedChanged: boolean;
  @ApiProperty({ type: [ScheduleRowDto] }) rows: ScheduleRowDto[];
  @ApiProperty({ type: [String], description: 'Classes of items without any row somewhere, as `class/jurisdiction`.' })
  unscheduled: string[];

  static of(current: InForce & { readonly shippedChanged: boolean }, without: string[]): SchedulesDto {
    const { version, hash, rows, schedule, shippedChanged } = current;
    return {
      policy: schedule.version,
      hash,
      version: version?.id ?? null,
      inForceAt: version?.inForceAt ?? null,
      shippedChanged,
      rows: rows.map((row) => ScheduleRowDto.of(row)),
      unscheduled: without,
    };
  }
}

export class RowNameDto {
  @ApiProperty() @Matches(/^[A-Z]\d{2}(-[A-Za-z]{2,12}){0,2}$/) id: string;
  @ApiProperty({ format: 'date', nullable: true, type: String })
  @ValidateIf((_object, value) => value !== null)
  @Matches(day)
  effectiveFrom: string | null = null;
}

/** A row of which members that are null may be left out, as everywhere in requests. */
class PutRow extends RetentionRow {
  override effectiveFrom: string | null = null;
  override min: string | null = null;
  override minRef: string | null = null;
  override max: string | null = null;
  override maxReason: string | null = null;
  override hardCap: string | null = null;
  override preNotice: string | null = null;
  override residency: string | null = null;
  override note: string | null = null;
}

export class ProposeScheduleDto {
  @ApiPropertyOptional({
    type: 'array',
    items: anyRow,
    description: 'Rows as in config/retention-schedules.json, whole: new, or in the place of their namesake.',
  })
  @IsOptional()
  @ArrayMaxSize(200)
  @ListOf(() => PutRow)
  put?: PutRow[];
  @ApiPropertyOptional({ type: [RowNameDto] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => RowNameDto)
  remove?: RowNameDto[];
}

export class ListMovesDto extends PageQuery {
  @ApiPropertyOptional({ enum: moveKinds }) @IsOptional() @IsIn(moveKinds) kind?: MoveKind;
}

export class RowChangeDto extends RowNameDto {
  @ApiProperty({ enum: ['added', 'changed', 'removed'] }) change: RowChange['change'];
}

export class MoveCountDto {
  @ApiProperty() class: string;
  @ApiProperty({ nullable: true, type: String }) jurisdiction: string | null;
  @ApiProperty({ enum: moveKinds }) kind: MoveKind;
  @ApiProperty() items: number;
}

const states = ['rehearsing', 'rehearsed', 'outdated', 'in_force', 'superseded'] as const;

export class ScheduleVersionDto {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ description: 'SHA-256 of its rows: what an approval binds.' }) hash: string;
  @ApiProperty({ description: 'Hash of the rows that it was compared with.' }) base: string;
  @ApiProperty({ enum: states }) state: (typeof states)[number];
  @ApiProperty({ format: 'uuid' }) proposedBy: string;
  @ApiProperty({ format: 'date-time' }) proposedAt: Date;
  @ApiProperty(date) inForceAt: Date | null;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) approval: string | null;
  @ApiProperty({
    type: [MoveCountDto],
    nullable: true,
    description: 'Items that it moves; null until the dry run is over.',
  })
  moves: readonly MoveCount[] | null;

  static of({ version, inForce }: ShownVersion): ScheduleVersionDto {
    const { id, hash, base, proposedBy, proposedAt, inForceAt, approval, moves } = version;
    const state = stateOf({ version, inForce });
    return { id, hash, base, state, proposedBy, proposedAt, inForceAt, approval, moves };
  }
}

export class ScheduleVersionDetailDto extends ScheduleVersionDto {
  @ApiProperty({ type: [RowChangeDto], description: 'How its rows differ from those in force now.' })
  changes: readonly RowChange[];
  @ApiProperty({ type: 'array', items: anyRow }) rows: readonly RetentionRow[];

  static override of(shown: ShownVersion): ScheduleVersionDetailDto {
    const { rows } = shown.version;
    return Object.assign(ScheduleVersionDto.of(shown), { changes: rowChanges(shown.inForce.rows, rows), rows });
  }
}

export class ScheduleVersionPageDto {
  @ApiProperty({ type: [ScheduleVersionDto] }) items: ScheduleVersionDto[];
  @ApiProperty({ nullable: true, type: String }) next: string | null;

  static of({ items, next }: Page<ShownVersion>): ScheduleVersionPageDto {
    return { items: items.map((shown) => ScheduleVersionDto.of(shown)), next };
  }
}

export class ScheduleMoveDto {
  @ApiProperty({ format: 'uuid' }) media: string;
  @ApiProperty() class: string;
  @ApiProperty({ nullable: true, type: String }) jurisdiction: string | null;
  @ApiProperty({ enum: moveKinds }) kind: MoveKind;
  @ApiProperty({ ...date, description: 'When it must go as things are.' }) before: Date | null;
  @ApiProperty({ ...date, description: 'When it must go by the version.' }) after: Date | null;
}

export class ScheduleMovePageDto {
  @ApiProperty({ type: [ScheduleMoveDto] }) items: readonly ScheduleMoveDto[];
  @ApiProperty({ nullable: true, type: String }) next: string | null;

  static of({ items, next }: Page<ScheduleMove>): ScheduleMovePageDto {
    return { items, next };
  }
}

function stateOf({ version, inForce }: ShownVersion): (typeof states)[number] {
  if (version.id === inForce.version?.id) return 'in_force';
  if (version.inForceAt !== null) return 'superseded';
  if (version.base !== inForce.hash) return 'outdated';
  return version.moves === null ? 'rehearsing' : 'rehearsed';
}
