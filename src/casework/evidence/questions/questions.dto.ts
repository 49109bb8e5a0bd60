import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsISO8601, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { IsId } from '../../../platform/http';

export class EntitlementsQueryDto {
  @IsISO8601({ strict: true }) at: string;
}

export class ChangesQueryDto {
  @IsISO8601({ strict: true }) from: string;
  @IsISO8601({ strict: true }) to: string;
}

export class ProvenanceQueryDto {
  @IsUUID() @IsId() media: string;
}

export class AccessHistoryQueryDto {
  @IsUUID() @IsId() subject: string;
}

export class EncryptionQueryDto {
  @ApiPropertyOptional({
    minimum: 1,
    maximum: 200,
    default: 20,
    description: 'Items that are picked by chance and tested.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  items = 20;
}
