import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsISO8601, IsOptional, IsUUID, Max, Min, ValidateIf } from 'class-validator';
import { IsId, type Page } from '../../../platform/http';
import {
  type Reach,
  type ReachCount,
  type ReachCounts,
  type ReachedItem,
  type ReachQuery,
  type ReachWay,
  reachWays,
} from './reach';

const nullable = { nullable: true, type: String } as const;

export class PostReachDto {
  @ApiProperty({ format: 'date-time' }) @IsISO8601({ strict: true }) from: string;
  @ApiProperty({ format: 'date-time' }) @IsISO8601({ strict: true }) to: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'Only what this person or program read.' })
  @IsOptional()
  @IsUUID()
  @IsId()
  actor?: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'Only data of this person.' })
  @IsOptional()
  @IsUUID()
  @IsId()
  subject?: string;
  @ApiPropertyOptional({
    enum: ['subject', 'epoch'],
    description: 'A key that others may have: then also everything that it would have opened.',
  })
  @IsOptional()
  @IsIn(['subject', 'epoch'])
  key?: 'subject' | 'epoch';
  @ApiPropertyOptional({ description: 'Which epoch, where its key is out.' })
  @ValidateIf(({ key, epoch }: PostReachDto) => key === 'epoch' || epoch !== undefined)
  @IsInt()
  @Min(0)
  @Max(2_147_483_647)
  epoch?: number;

  static query({ from, to, actor, subject, key, epoch = 0 }: PostReachDto): ReachQuery {
    const period = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    const out = key === undefined ? null : key === 'epoch' ? ({ kind: key, epoch } as const) : ({ kind: key } as const);
    return { ...period, actor: actor ?? null, subject: subject ?? null, key: out };
  }
}

class ReachKeyDto {
  @ApiProperty({ enum: ['subject', 'epoch'] }) kind: 'subject' | 'epoch';
  @ApiPropertyOptional({ type: Number }) epoch?: number;
}

class ReachQueryDto {
  @ApiProperty({ format: 'date-time' }) from: string;
  @ApiProperty({ format: 'date-time' }) to: string;
  @ApiProperty({ format: 'uuid', ...nullable }) actor: string | null;
  @ApiProperty({ format: 'uuid', ...nullable }) subject: string | null;
  @ApiProperty({ type: ReachKeyDto, nullable: true }) key: ReachKeyDto | null;
}

class ReachCountDto implements ReachCount {
  @ApiProperty() persons: number;
  @ApiProperty() items: number;
  @ApiProperty() readings: number;
}

class JurisdictionCountDto extends ReachCountDto {
  @ApiProperty({ ...nullable, description: 'Null: destroyed, not known any more.' }) jurisdiction: string | null;
}

class ClassCountDto extends ReachCountDto {
  @ApiProperty(nullable) class: string | null;
}

class WayCountDto {
  @ApiProperty({ enum: reachWays }) way: ReachWay;
  @ApiProperty() items: number;
}

class ReachCountsDto extends ReachCountDto implements ReachCounts {
  @ApiProperty({ type: [JurisdictionCountDto] }) byJurisdiction: readonly JurisdictionCountDto[];
  @ApiProperty({ type: [ClassCountDto] }) byClass: readonly ClassCountDto[];
  @ApiProperty({ type: [WayCountDto] }) byWay: readonly WayCountDto[];
}

export class ReachDto {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() query: ReachQueryDto;
  @ApiProperty({ format: 'date-time' }) madeAt: Date;
  @ApiProperty({ format: 'uuid' }) madeBy: string;
  @ApiProperty({ description: 'How many entries the log had: what came later is not in it.' }) logSize: number;
  @ApiProperty() counts: ReachCountsDto;

  static of({ id, query, madeAt, madeBy, logSize, counts }: Reach): ReachDto {
    return { id, query, madeAt, madeBy, logSize, counts };
  }
}

export class ReachListDto {
  @ApiProperty({ type: [ReachDto] }) items: ReachDto[];

  static of(reaches: readonly Reach[]): ReachListDto {
    return { items: reaches.map((reach) => ReachDto.of(reach)) };
  }
}

export class ReachedItemDto {
  @ApiProperty({ format: 'uuid' }) media: string;
  @ApiProperty({ format: 'uuid', ...nullable }) subject: string | null;
  @ApiProperty(nullable) class: string | null;
  @ApiProperty(nullable) jurisdiction: string | null;
  @ApiProperty({ enum: reachWays, isArray: true }) ways: readonly ReachWay[];
  @ApiProperty() readings: number;
  @ApiProperty({ format: 'date-time', ...nullable }) firstAt: Date | null;
  @ApiProperty({ format: 'date-time', ...nullable }) lastAt: Date | null;
}

export class ReachedPageDto {
  @ApiProperty({ type: [ReachedItemDto] }) items: ReachedItemDto[];
  @ApiProperty(nullable) next: string | null;

  static of({ items, next }: Page<ReachedItem>): ReachedPageDto {
    return { items, next };
  }
}
