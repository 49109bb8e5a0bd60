import { IsISO8601, IsUUID } from 'class-validator';
import { IsId } from '../../../platform/http';

export class EntitlementsQueryDto {
  @IsISO8601({ strict: true }) at: string;
}

export class AccessHistoryQueryDto {
  @IsUUID() @IsId() subject: string;
}
