import { ApiProperty } from '@nestjs/swagger';
import type { RequestDestruction } from './execution.repository';

export class RequestDestructionDto {
  @ApiProperty({ format: 'uuid', description: 'See `GET /v1/destruction-plans/{id}`.' }) plan: string;
  @ApiProperty({ description: 'Whether it took what had to wait.' }) later: boolean;
  @ApiProperty({ format: 'date-time' }) startedAt: Date;
  @ApiProperty({ format: 'uuid', nullable: true, type: String, description: 'See `GET /v1/certificates/{id}`.' })
  certificate: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) certifiedAt: Date | null;

  static of(destruction: RequestDestruction): RequestDestructionDto {
    return { ...destruction };
  }
}
