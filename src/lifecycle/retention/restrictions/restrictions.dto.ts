import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsIn,
  IsOptional,
  IsUUID,
  Matches,
  ValidateIf,
} from 'class-validator';
import { IsId, type Page, PageQuery } from '../../../platform/http';
import { type Restriction, type RestrictionGround, restrictionGrounds } from './restriction';

const grounds = Object.keys(restrictionGrounds);
const day = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const reference = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/;

export class ImposeRestrictionDto {
  @ApiProperty({ enum: grounds }) @IsIn(grounds) ground: RestrictionGround;
  @ApiProperty({ description: 'The request, matter or incident that it rests on. It stands in the log: no names.' })
  @Matches(reference)
  reference: string;
  @ApiPropertyOptional({ type: [String], format: 'uuid', description: 'Items; or name a subject.' })
  @ValidateIf(({ subject }: ImposeRestrictionDto) => subject === undefined)
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @ArrayMaxSize(1_000)
  @IsUUID(undefined, { each: true })
  media?: string[];
  @ApiPropertyOptional({ format: 'uuid', description: 'Everything that the vault keeps of a person now.' })
  @IsOptional()
  @IsUUID()
  @IsId()
  subject?: string;
  @ApiPropertyOptional({ format: 'date', description: 'By then somebody looks at it again. Nothing lifts itself.' })
  @IsOptional()
  @Matches(day)
  reviewOn?: string;
}

export class LiftRestrictionDto {
  @ApiProperty({ format: 'date', description: 'When the person was told that it ends: before it does (Art 18(3)).' })
  @Matches(day)
  noticedOn: string;
}

export class ListRestrictionsDto extends PageQuery {
  @ApiPropertyOptional() @IsOptional() @Matches(reference) reference?: string;
}

const dayOrNull = { format: 'date', nullable: true, type: String } as const;

export class RestrictionDto {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: grounds }) ground: RestrictionGround;
  @ApiProperty({ description: 'What the ground stands on.' }) provision: string;
  @ApiProperty() reference: string;
  @ApiProperty({ format: 'uuid' }) imposedBy: string;
  @ApiProperty({ format: 'date-time' }) imposedAt: Date;
  @ApiProperty(dayOrNull) reviewOn: string | null;
  @ApiProperty(dayOrNull) noticedOn: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) liftedAt: Date | null;
  @ApiProperty({ description: 'Items under it.' }) items: number;

  static of(restriction: Restriction): RestrictionDto {
    return { ...restriction, provision: restrictionGrounds[restriction.ground] };
  }
}

export class RestrictionPageDto {
  @ApiProperty({ type: [RestrictionDto] }) items: RestrictionDto[];
  @ApiProperty({ nullable: true, type: String }) next: string | null;

  static of({ items, next }: Page<Restriction>): RestrictionPageDto {
    return { items: items.map((item) => RestrictionDto.of(item)), next };
  }
}
