import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsISO8601, IsOptional, IsString, MaxLength } from 'class-validator';
import { parseQuery } from '../search/parse-query';
import { type Bucket, buckets } from './volume.repository';
import type { VolumeBucket, VolumeWish } from './volume.service';

export class VolumeFilters {
  @ApiProperty({ format: 'date-time' }) @IsISO8601({ strict: true }) from: string;
  @ApiProperty({ format: 'date-time' }) @IsISO8601({ strict: true }) to: string;
  @ApiProperty({ enum: buckets }) @IsIn(buckets) bucket: Bucket;
  @ApiPropertyOptional({ description: 'Where days begin, e.g. `Asia/Kolkata`; UTC unless told.' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  timeZone?: string;
  @ApiPropertyOptional({ description: 'A search as for the entries.' }) @IsOptional() @IsString() q?: string;
}

export function toVolumeWish({ from, to, bucket, timeZone, q }: VolumeFilters): VolumeWish {
  const period = { start: Date.parse(from), end: Date.parse(to) };
  return { query: parseQuery(q ?? ''), period, bucket, zone: timeZone ?? 'UTC' };
}

export class VolumeBucketDto {
  @ApiProperty({ type: Date, nullable: true, description: 'Begin of the hour or day.' }) at: Date | null;
  @ApiProperty({ type: Number, nullable: true, description: '1 is Monday.' }) weekday: number | null;
  @ApiProperty({ type: Number, nullable: true }) hour: number | null;
  @ApiProperty() read: number;
  @ApiProperty() change: number;
  @ApiProperty() refusal: number;
  @ApiProperty() session: number;
  @ApiProperty() system: number;

  static of({ at, weekday, hour, counts }: VolumeBucket): VolumeBucketDto {
    const { read = 0, change = 0, refusal = 0, session = 0, system = 0 } = counts;
    return { at, weekday, hour, read, change, refusal, session, system };
  }
}

export class VolumeDto {
  @ApiProperty({ type: [VolumeBucketDto], description: 'In order; buckets without entries are left out.' })
  items: VolumeBucketDto[];
}
