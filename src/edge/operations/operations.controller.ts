import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../kernel';
import { Can, Context, FollowsLongWork, NotAudited, PageQuery } from '../../platform/http';
import { OperationDto } from '../../platform/jobs';
import { IdPipe } from '../../trust/access';
import { OperationPageDto } from './operations.dto';
import { OwnOperations } from './own-operations';

@ApiTags('operations')
@Controller('v1/operations')
export class OperationsController {
  constructor(private readonly operations: OwnOperations) {}

  @Get()
  @Can('read', 'Operation')
  @NotAudited('own work: kinds, counts and times; its result is read elsewhere')
  @ApiOperation({ summary: 'Own long work, newest first.' })
  list(@Context() context: RequestContext, @Query() query: PageQuery): Promise<OperationPageDto> {
    return this.operations.list(context, query);
  }

  @Get(':id')
  @Can('read', 'Operation')
  @NotAudited('own work: kinds, counts and times; its result is read elsewhere')
  @FollowsLongWork()
  @ApiOperation({ summary: 'How far it has come, and where its result is.' })
  get(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<OperationDto> {
    return this.operations.get(context, id);
  }

  @Post(':id/cancellation')
  @HttpCode(200)
  @Can('change', 'Operation')
  @NotAudited('own work ends earlier: nothing was shown and nothing changes')
  @FollowsLongWork()
  @ApiOperation({ summary: 'Asks for the end. What has not begun ends at once, what runs at its next step.' })
  cancel(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<OperationDto> {
    return this.operations.cancel(context, id);
  }
}
