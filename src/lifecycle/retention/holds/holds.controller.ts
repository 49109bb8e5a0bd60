import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../../kernel';
import { Audited, Can, Context, PageQuery, RepeatSafe } from '../../../platform/http';
import { ApprovalDto, ApprovalQueue, IdPipe } from '../../../trust/access';
import {
  CustodiansDto,
  NotifyCustodiansDto,
  CoverageQueryDto,
  HoldCoverageDto,
  HoldDto,
  HoldPageDto,
  PlaceHoldDto,
} from './holds.dto';
import { Custodians } from './custodians.service';
import { Holds } from './holds.service';
import { ReleaseHold } from './release-hold';

@ApiTags('retention')
@Controller('v1/holds')
export class HoldsController {
  constructor(
    private readonly holds: Holds,
    private readonly releasing: ReleaseHold,
    private readonly custodians: Custodians,
    private readonly queue: ApprovalQueue,
  ) {}

  @Post()
  @Can('create', 'Hold')
  @Audited('hold.placed')
  @RepeatSafe()
  @ApiOperation({ summary: 'Places a legal hold: nothing it covers is destroyed, and what fits later joins.' })
  async place(@Context() context: RequestContext, @Body() body: PlaceHoldDto): Promise<HoldDto> {
    return HoldDto.of(await this.holds.place(context, body));
  }

  @Get()
  @Can('read', 'Hold')
  @Audited('hold.listed')
  async list(@Context() context: RequestContext, @Query() page: PageQuery): Promise<HoldPageDto> {
    return HoldPageDto.of(await this.holds.list(context, page));
  }

  @Post('coverage')
  @HttpCode(200)
  @Can('create', 'Hold')
  @Audited('hold.shown')
  @ApiOperation({ summary: 'Counts what a hold with this scope would cover now. Places nothing.' })
  async coverage(@Context() context: RequestContext, @Body() { scope }: CoverageQueryDto): Promise<HoldCoverageDto> {
    return this.holds.coverage(context, scope);
  }

  @Get(':id')
  @Can('read', 'Hold')
  @Audited('hold.shown')
  async get(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<HoldDto> {
    return HoldDto.of(await this.holds.get(context, id));
  }

  @Post(':id/confirmation')
  @HttpCode(200)
  @Can('change', 'Hold')
  @Audited('hold.confirmed')
  @ApiOperation({ summary: 'Says that the hold is still needed.' })
  async confirm(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<HoldDto> {
    return HoldDto.of(await this.holds.confirm(context, id));
  }

  @Get(':id/custodians')
  @Can('read', 'Hold')
  @Audited('hold.shown')
  @ApiOperation({ summary: 'Who was told of the hold, and who has said that they know.' })
  async listCustodians(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<CustodiansDto> {
    return { items: await this.custodians.list(context, id) };
  }

  @Post(':id/custodians')
  @HttpCode(200)
  @Can('change', 'Hold')
  @Audited('hold.noticed')
  @ApiOperation({ summary: 'Tells people of the hold; they are asked each week until they have said that they know.' })
  async notify(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() { people }: NotifyCustodiansDto,
  ): Promise<CustodiansDto> {
    return { items: await this.custodians.notify(context, id, people) };
  }

  @Post(':id/release')
  @Can('ask', 'Approval')
  @Audited('approval.requested')
  @RepeatSafe()
  @ApiOperation({ summary: 'Asks for the release of a hold; another person approves it.' })
  async release(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<ApprovalDto> {
    return ApprovalDto.of(await this.queue.show(context, this.releasing.request(context, id)));
  }
}
