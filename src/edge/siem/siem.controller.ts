import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Can, NotAudited } from '../../platform/http';
import { SiemDelivery, type TargetFacts } from './siem-delivery';

export class SiemTargetDto {
  @ApiProperty({ enum: ['syslog', 'http', 'files'] }) name: string;
  @ApiProperty({ enum: ['ocsf', 'ecs', 'cef'] }) format: string;
  @ApiProperty({ description: 'Entries below this number were delivered.' }) next: number;
  @ApiProperty({ description: 'Entries that were sealed and not delivered yet.' }) lag: number;
  @ApiProperty({ type: Date, nullable: true }) deliveredAt: Date | null;
  @ApiProperty({ type: Date, nullable: true }) failedAt: Date | null;
  @ApiProperty({ type: String, nullable: true, description: 'A code; null while all is well.' }) failure: string | null;
}

export class SiemTargetsDto {
  @ApiProperty({ type: [SiemTargetDto] }) items: TargetFacts[];
}

@ApiTags('system')
@Controller('v1/siem/targets')
export class SiemController {
  constructor(private readonly delivery: SiemDelivery) {}

  @Get()
  @Can('read', 'System')
  @NotAudited('counts and times of delivery, no entry')
  @ApiOperation({ summary: 'Where the log is handed on to, and how far each target has come.' })
  async list(): Promise<SiemTargetsDto> {
    return { items: await this.delivery.list() };
  }
}
