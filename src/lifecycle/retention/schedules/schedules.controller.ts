import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../../kernel';
import { Audited, BeginsLongWork, Can, Context, NotAudited, RepeatSafe, PageQuery } from '../../../platform/http';
import { OperationDto } from '../../../platform/jobs';
import { POLICY_DATA, type PolicyData } from '../../../platform/settings';
import { ApprovalDto, ApprovalQueue, IdPipe } from '../../../trust/access';
import { unscheduled } from '../unscheduled';
import { IntroduceSchedule } from './introduce-schedule';
import { ProposeSchedule } from './propose-schedule';
import { ScheduleVersions } from './schedule-versions.service';
import {
  ListMovesDto,
  ProposeScheduleDto,
  ScheduleMovePageDto,
  SchedulesDto,
  ScheduleVersionDetailDto,
  ScheduleVersionPageDto,
} from './schedules.dto';

const rulesAlone = 'the rules, which say nothing about anybody';

@ApiTags('retention')
@Controller('v1/retention/schedules')
export class SchedulesController {
  constructor(
    private readonly versions: ScheduleVersions,
    private readonly proposing: ProposeSchedule,
    private readonly introducing: IntroduceSchedule,
    private readonly queue: ApprovalQueue,
    @Inject(POLICY_DATA) private readonly policy: PolicyData,
  ) {}

  @Get()
  @Can('read', 'Schedule')
  @NotAudited(rulesAlone)
  @ApiOperation({ summary: 'The retention schedule in force, and the classes that it says nothing about.' })
  async inForce(@Context() context: RequestContext): Promise<SchedulesDto> {
    const current = await this.versions.current(context);
    return SchedulesDto.of(current, unscheduled(this.policy, current.rows));
  }

  @Post('versions')
  @Can('create', 'Schedule')
  @Audited('retention.schedule.proposed')
  @BeginsLongWork()
  @RepeatSafe()
  @ApiOperation({ summary: 'Proposes a change of the schedule and begins its dry run. Nothing is in force by it.' })
  async propose(
    @Context() context: RequestContext,
    @Body() { put = [], remove = [] }: ProposeScheduleDto,
  ): Promise<OperationDto> {
    return OperationDto.of(await this.proposing.propose(context, { put, remove }));
  }

  @Get('versions')
  @Can('read', 'Schedule')
  @NotAudited(rulesAlone)
  async list(@Context() context: RequestContext, @Query() page: PageQuery): Promise<ScheduleVersionPageDto> {
    return ScheduleVersionPageDto.of(await this.versions.list(context, page));
  }

  @Get('versions/:id')
  @Can('read', 'Schedule')
  @NotAudited(rulesAlone)
  @ApiOperation({ summary: 'A version: its rows, how they differ from those in force, and what its dry run counted.' })
  async get(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<ScheduleVersionDetailDto> {
    return ScheduleVersionDetailDto.of(await this.versions.get(context, id));
  }

  @Get('versions/:id/moves')
  @Can('read', 'Schedule')
  @Audited('retention.schedule.shown')
  @ApiOperation({ summary: 'Items that a version would move, with their ends before and after.' })
  async moves(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Query() query: ListMovesDto,
  ): Promise<ScheduleMovePageDto> {
    return ScheduleMovePageDto.of(await this.versions.moves(context, id, query));
  }

  @Post('versions/:id/introduction')
  @Can('ask', 'Approval')
  @Audited('approval.requested')
  @RepeatSafe()
  @ApiOperation({ summary: 'Asks that a version come into force; somebody of another role approves its hash.' })
  async introduce(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<ApprovalDto> {
    return ApprovalDto.of(await this.queue.show(context, this.introducing.request(context, id)));
  }
}
