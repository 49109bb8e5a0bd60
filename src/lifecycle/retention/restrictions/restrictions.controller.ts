import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../../kernel';
import { Audited, Can, Context, RepeatSafe } from '../../../platform/http';
import { ApprovalDto, ApprovalQueue, IdPipe } from '../../../trust/access';
import { LiftRestriction } from './lift-restriction';
import {
  ImposeRestrictionDto,
  LiftRestrictionDto,
  ListRestrictionsDto,
  RestrictionDto,
  RestrictionPageDto,
} from './restrictions.dto';
import { Restrictions } from './restrictions.service';

@ApiTags('retention')
@Controller('v1/restrictions')
export class RestrictionsController {
  constructor(
    private readonly restrictions: Restrictions,
    private readonly lifting: LiftRestriction,
    private readonly queue: ApprovalQueue,
  ) {}

  @Post()
  @Can('create', 'Restriction')
  @Audited('restriction.imposed')
  @RepeatSafe()
  @ApiOperation({ summary: 'Restricts items: kept, and opened for claims, requests and authorities alone.' })
  async impose(@Context() context: RequestContext, @Body() body: ImposeRestrictionDto): Promise<RestrictionDto> {
    return RestrictionDto.of(await this.restrictions.impose(context, body));
  }

  @Get()
  @Can('read', 'Restriction')
  @Audited('restriction.listed')
  async list(
    @Context() context: RequestContext,
    @Query() { limit, ...query }: ListRestrictionsDto,
  ): Promise<RestrictionPageDto> {
    return RestrictionPageDto.of(await this.restrictions.list(context, { limit, ...query }));
  }

  @Get(':id')
  @Can('read', 'Restriction')
  @Audited('restriction.shown')
  async get(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<RestrictionDto> {
    return RestrictionDto.of(await this.restrictions.get(context, id));
  }

  @Post(':id/lifting')
  @Can('ask', 'Approval')
  @Audited('approval.requested')
  @RepeatSafe()
  @ApiOperation({ summary: 'Asks for the end of a restriction, of which the person was told; another approves it.' })
  async lift(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() { noticedOn }: LiftRestrictionDto,
  ): Promise<ApprovalDto> {
    return ApprovalDto.of(await this.queue.show(context, this.lifting.request(context, id, noticedOn)));
  }
}
