import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../../kernel';
import { Audited, Can, Context, NotAudited, PageQuery } from '../../../platform/http';
import { IdPipe } from '../../../trust/access';
import { Custodians } from './custodians.service';
import { HoldNoticePageDto } from './holds.dto';

/** What everybody sees of holds of which they were told. */
@ApiTags('retention')
@Controller('v1/hold-notices')
export class HoldNoticesController {
  constructor(private readonly custodians: Custodians) {}

  @Get()
  @Can('read', 'HoldNotice')
  @NotAudited('the caller’s own notices')
  @ApiOperation({ summary: 'Holds of which the caller was told as a custodian, newest first.' })
  async list(@Context() context: RequestContext, @Query() page: PageQuery): Promise<HoldNoticePageDto> {
    return HoldNoticePageDto.of(await this.custodians.own(context, page));
  }

  @Post(':id/acknowledgement')
  @HttpCode(204)
  @Can('change', 'HoldNotice')
  @Audited('hold.acknowledged')
  @ApiOperation({ summary: 'Says that the caller knows of the hold with that id.' })
  async acknowledge(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<void> {
    await this.custodians.acknowledge(context, id);
  }
}
