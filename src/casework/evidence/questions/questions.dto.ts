import { IsISO8601, IsUUID } from 'class-validator';
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
