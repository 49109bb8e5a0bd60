import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsIn,
  IsISO8601,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import type { Page } from '../../../platform/http';
import type { HoldNotice } from './custodian.repository';
import { confirmBy, type Hold, type HoldReason, holdReasons, type HoldScope } from './hold';

export class HoldTicketDto {
  @ApiProperty() @IsString() @MaxLength(32) system: string;
  @ApiProperty() @IsString() @MaxLength(128) id: string;
}

export class HoldScopeDto {
  @ApiPropertyOptional({ type: [String], format: 'uuid' })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @ArrayMaxSize(1_000)
  @IsUUID(undefined, { each: true })
  subjects?: string[];
  @ApiPropertyOptional({ type: [HoldTicketDto] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => HoldTicketDto)
  tickets?: HoldTicketDto[];
  @ApiPropertyOptional({ type: [String], format: 'uuid' })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @ArrayMaxSize(1_000)
  @IsUUID(undefined, { each: true })
  media?: string[];
  @ApiPropertyOptional({ type: [String] })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @ArrayMaxSize(100)
  @Matches(/^[a-z][a-z0-9_]{1,47}$/, { each: true })
  classes?: string[];
  @ApiPropertyOptional({ format: 'date-time' }) @IsOptional() @IsISO8601({ strict: true }) receivedFrom?: string;
  @ApiPropertyOptional({ format: 'date-time' }) @IsOptional() @IsISO8601({ strict: true }) receivedTo?: string;
}

export class PlaceHoldDto {
  @ApiProperty({ description: 'The matter, as Legal calls it. It stands in the log for ever: no names.' })
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/)
  matter: string;
  @ApiProperty({ enum: holdReasons }) @IsIn(holdReasons) reason: HoldReason;
  @ApiProperty({ type: HoldScopeDto }) @IsObject() @ValidateNested() @Type(() => HoldScopeDto) scope: HoldScopeDto;
}

export class CoverageQueryDto {
  @ApiProperty({ type: HoldScopeDto }) @IsObject() @ValidateNested() @Type(() => HoldScopeDto) scope: HoldScopeDto;
}

export class HoldCoverageDto {
  @ApiProperty({ description: 'Items that it would cover now.' }) items: number;
  @ApiProperty({ description: 'Of them, those under another hold.' }) held: number;
  @ApiProperty({ description: 'Items that fit and are destroyed already.' }) gone: number;
}

export class HoldDto {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() matter: string;
  @ApiProperty({ enum: holdReasons }) reason: HoldReason;
  @ApiProperty({ type: HoldScopeDto }) scope: HoldScope;
  @ApiProperty({ format: 'uuid' }) placedBy: string;
  @ApiProperty({ format: 'date-time' }) placedAt: Date;
  @ApiProperty({ format: 'date-time', description: 'When somebody last said that it is still needed.' })
  confirmedAt: Date;
  @ApiProperty({
    format: 'date-time',
    nullable: true,
    type: String,
    description: 'By when somebody has to say so again.',
  })
  confirmBy: Date | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) releasedAt: Date | null;
  @ApiProperty({ description: 'Items under it.' }) items: number;

  static of(hold: Hold): HoldDto {
    return { ...hold, confirmBy: confirmBy(hold) };
  }
}

export class NotifyCustodiansDto {
  @ApiProperty({ type: [String], format: 'uuid', description: 'People who must keep what the matter needs.' })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @ArrayMaxSize(200)
  @IsUUID(undefined, { each: true })
  people: string[];
}

export class CustodianDto {
  @ApiProperty({ format: 'uuid' }) person: string;
  @ApiProperty({ format: 'date-time' }) noticedAt: Date;
  @ApiProperty({ format: 'date-time', nullable: true, type: String, description: 'When they said that they know.' })
  acknowledgedAt: Date | null;
}

export class CustodiansDto {
  @ApiProperty({ type: [CustodianDto] }) items: readonly CustodianDto[];
}

export class HoldNoticeDto {
  @ApiProperty({ format: 'uuid' }) hold: string;
  @ApiProperty() matter: string;
  @ApiProperty({ enum: holdReasons }) reason: HoldReason;
  @ApiProperty({ format: 'date-time' }) noticedAt: Date;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) acknowledgedAt: Date | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) releasedAt: Date | null;
}

export class HoldNoticePageDto {
  @ApiProperty({ type: [HoldNoticeDto] }) items: readonly HoldNoticeDto[];
  @ApiProperty({ nullable: true, type: String }) next: string | null;

  static of({ items, next }: Page<HoldNotice>): HoldNoticePageDto {
    return { items, next };
  }
}

export class HoldPageDto {
  @ApiProperty({ type: [HoldDto] }) items: HoldDto[];
  @ApiProperty({ nullable: true, type: String }) next: string | null;

  static of({ items, next }: Page<Hold>): HoldPageDto {
    return { items: items.map((hold) => HoldDto.of(hold)), next };
  }
}
