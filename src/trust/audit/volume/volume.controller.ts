import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../../kernel';
import { Audited, Can, Context } from '../../../platform/http';
import { toVolumeWish, VolumeBucketDto, VolumeDto, VolumeFilters } from './volume.dto';
import { Volume } from './volume.service';

@ApiTags('audit')
@Controller('v1/audit/volume')
export class VolumeController {
  constructor(private readonly volume: Volume) {}

  @Get()
  @Can('read', 'AuditEntry')
  @Audited('audit.read')
  @ApiOperation({
    summary: 'Entries by hour, day, or hour of the week. Counting for one person, item or ticket is an entry.',
  })
  async count(@Context() context: RequestContext, @Query() filters: VolumeFilters): Promise<VolumeDto> {
    const found = await this.volume.count(context, toVolumeWish(filters));
    return { items: found.map((bucket) => VolumeBucketDto.of(bucket)) };
  }
}
