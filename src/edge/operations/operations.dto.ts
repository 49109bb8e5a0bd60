import { ApiProperty } from '@nestjs/swagger';
import { OperationDto } from '../../platform/jobs';

export class OperationPageDto {
  @ApiProperty({ type: [OperationDto] }) items: OperationDto[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}
