import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../kernel';
import { Audited, Can, Context, RepeatSafe } from '../../platform/http';
import { ApprovalDto, ApprovalQueue, IdPipe } from '../../trust/access';
import { BreachRegister } from './breach-register.service';
import { BreachSteps } from './breach-steps.service';
import {
  AssessmentDto,
  BreachDto,
  BreachPageDto,
  ClosingDto,
  DraftDto,
  GivenNoticeDto,
  ListBreachesDto,
  NoticeDraftDto,
  NoticeFileDto,
  PostBreachDto,
  WaiverDto,
  WholeBreachDto,
} from './breaches.dto';
import { DraftNotice } from './notices/draft-notice.service';
import { NoticeCodePipe } from './notice-code.pipe';
import { WaiveNotice } from './waive-notice';

@ApiTags('breaches')
@Controller('v1/breaches')
export class BreachesController {
  constructor(
    private readonly register: BreachRegister,
    private readonly steps: BreachSteps,
    private readonly drafting: DraftNotice,
    private readonly waiving: WaiveNotice,
    private readonly queue: ApprovalQueue,
  ) {}

  @Post()
  @Can('create', 'Breach')
  @Audited('breach.recorded')
  @RepeatSafe()
  @ApiOperation({ summary: 'Records a breach. Its clocks run from when the organisation knew.' })
  async post(@Context() context: RequestContext, @Body() body: PostBreachDto): Promise<BreachDto> {
    return BreachDto.of(await this.register.record(context, PostBreachDto.report(body)));
  }

  @Get()
  @Can('read', 'Breach')
  @Audited('breach.listed')
  @ApiOperation({ summary: 'The register, by the notice that is due first.' })
  async list(
    @Context() context: RequestContext,
    @Query() { limit, queue, ...query }: ListBreachesDto,
  ): Promise<BreachPageDto> {
    return BreachPageDto.of(await this.register.list(context, { ...query, overdue: queue === 'overdue', limit }));
  }

  @Get(':id')
  @Can('read', 'Breach')
  @Audited('breach.shown')
  @ApiOperation({ summary: 'One breach with its own file.' })
  async get(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<WholeBreachDto> {
    return WholeBreachDto.ofWhole(await this.register.get(context, id));
  }

  @Post(':id/assessments')
  @HttpCode(204)
  @Can('change', 'Breach')
  @Audited('breach.assessed')
  @ApiOperation({ summary: 'Judges the breach, again whenever more is known. A high risk starts further clocks.' })
  async assess(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() body: AssessmentDto,
  ): Promise<void> {
    await this.steps.assess(context, id, AssessmentDto.assessment(body));
  }

  @Post(':id/notices/:code/drafts')
  @HttpCode(200)
  @Can('read', 'Breach')
  @Audited('breach.shown')
  @ApiOperation({ summary: 'Drafts a notice from what is known, and says what is missing.' })
  async draft(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Param('code', NoticeCodePipe) code: string,
    @Body() { language = 'en', contact }: DraftDto,
  ): Promise<NoticeDraftDto> {
    return this.drafting.draft(context, id, { code, language, contact });
  }

  @Post(':id/notices/:code/deliveries')
  @HttpCode(204)
  @Can('change', 'Breach')
  @Audited('breach.notified')
  @ApiOperation({ summary: 'Says that the notice was given; late, with the reason.' })
  async give(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Param('code', NoticeCodePipe) code: string,
    @Body() body: GivenNoticeDto,
  ): Promise<void> {
    await this.steps.give(context, id, GivenNoticeDto.notice(code, body));
  }

  @Get(':id/notices/:code')
  @Can('read', 'Breach')
  @Audited('breach.shown')
  @ApiOperation({ summary: 'The notice as it was given.' })
  async notice(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Param('code', NoticeCodePipe) code: string,
  ): Promise<NoticeFileDto> {
    return this.register.getNotice(context, id, code);
  }

  @Post(':id/notices/:code/waivers')
  @Can('ask', 'Approval')
  @Audited('approval.requested')
  @RepeatSafe()
  @ApiOperation({ summary: 'Asks for approval not to give the notice.' })
  async waive(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Param('code', NoticeCodePipe) code: string,
    @Body() { ground }: WaiverDto,
  ): Promise<ApprovalDto> {
    return ApprovalDto.of(await this.queue.show(context, this.waiving.ask(context, id, code, ground)));
  }

  @Post(':id/closing')
  @HttpCode(204)
  @Can('change', 'Breach')
  @Audited('breach.closed')
  @ApiOperation({ summary: 'Ends the work: every notice was given or waived, and what was learned is written down.' })
  async close(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() { lessons }: ClosingDto,
  ): Promise<void> {
    await this.steps.close(context, id, lessons);
  }
}
