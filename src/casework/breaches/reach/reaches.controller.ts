import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../../kernel';
import { Audited, BeginsLongWork, Can, Context, PageQuery, RepeatSafe } from '../../../platform/http';
import { OperationDto } from '../../../platform/jobs';
import { IdPipe } from '../../../trust/access';
import { PostReachDto, ReachedPageDto, ReachListDto } from './reaches.dto';
import { Reaches } from './reaches.service';

@ApiTags('breaches')
@Controller('v1/breaches/:id/reaches')
export class ReachesController {
  constructor(private readonly reaches: Reaches) {}

  @Post()
  @Can('change', 'Breach')
  @Audited('breach.searched')
  @BeginsLongWork()
  @RepeatSafe()
  @ApiOperation({ summary: 'Searches log and store for what was reached: by actor, person, key and time.' })
  async post(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() body: PostReachDto,
  ): Promise<OperationDto> {
    return OperationDto.of(await this.reaches.order(context, id, PostReachDto.query(body)));
  }

  @Get()
  @Can('read', 'Breach')
  @Audited('breach.shown')
  @ApiOperation({ summary: 'What searches found, in numbers, newest first.' })
  async list(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<ReachListDto> {
    return ReachListDto.of(await this.reaches.list(context, id));
  }

  @Get(':reach/items')
  @Can('read', 'Breach')
  @Audited('breach.shown')
  @ApiOperation({ summary: 'The items that one search found.' })
  async items(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Param('reach', IdPipe) reach: string,
    @Query() page: PageQuery,
  ): Promise<ReachedPageDto> {
    return ReachedPageDto.of(await this.reaches.listItems(context, id, reach, page));
  }
}
