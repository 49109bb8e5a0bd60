import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../kernel';
import { Audited, Can, Context, PageQuery } from '../../platform/http';
import { IdPipe } from '../../trust/access';
import { NoteFacts } from './claims/note-facts';
import { Why } from './claims/why';
import { Notices } from './dispositions/notices.service';
import { RunPageDto } from './dispositions/dispositions.dto';
import { Dispositions } from './dispositions/dispositions.service';
import {
  ClaimsDto,
  DuePageDto,
  ForecastDto,
  ForecastQueryDto,
  ItemFactsDto,
  ListDueDto,
  ListNoticesDto,
  NotedNoticesDto,
  NoteNoticesDto,
  NoticePageDto,
  RehearsalDto,
  RehearsalQueryDto,
  SubjectFactsDto,
  SubjectWhyDto,
  WhyDto,
} from './retention.dto';

const itemsOfSubject = 200;

@ApiTags('retention')
@Controller('v1')
export class RetentionController {
  constructor(
    private readonly why: Why,
    private readonly facts: NoteFacts,
    private readonly dispositions: Dispositions,
    private readonly notices: Notices,
  ) {}

  @Get('media/:id/why')
  @Can('read', 'Media')
  @Audited('retention.shown')
  @ApiOperation({ summary: 'Why an item is still here: its claims, their laws and evidence, its end, in plain words.' })
  async whyItem(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<WhyDto> {
    return WhyDto.of(await this.why.ofItem(context, id));
  }

  @Get('media/:id/claims')
  @Can('read', 'Media')
  @Audited('retention.shown')
  @ApiOperation({ summary: 'The claims of an item alone: which rows of the schedule keep it, since what, until when.' })
  async claimsOfItem(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<ClaimsDto> {
    return ClaimsDto.of(await this.why.ofItem(context, id));
  }

  @Get('subjects/:id/why')
  @Can('read', 'Subject')
  @Audited('retention.shown')
  @ApiOperation({ summary: 'The same for the items of a person, at most 200.' })
  async whySubject(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<SubjectWhyDto> {
    return SubjectWhyDto.of(await this.why.ofSubject(context, id, itemsOfSubject));
  }

  @Post('media/:id/facts')
  @HttpCode(204)
  @Can('change', 'Retention')
  @Audited('retention.noted')
  @ApiOperation({ summary: 'States facts and events that the claims of an item rest on.' })
  async noteItem(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() { facts = [], events = [] }: ItemFactsDto,
  ): Promise<void> {
    await this.facts.aboutItem(context, id, { facts, events });
  }

  @Post('subjects/:id/facts')
  @HttpCode(204)
  @Can('change', 'Retention')
  @Audited('retention.noted')
  @ApiOperation({ summary: 'States events about a person that claims rest on, such as the end of a relationship.' })
  async noteSubject(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() { events }: SubjectFactsDto,
  ): Promise<void> {
    await this.facts.aboutSubject(context, id, events);
  }

  @Get('retention/forecast')
  @Can('read', 'Retention')
  @Audited('disposition.listed')
  @ApiOperation({ summary: 'How many items must go in which month, and whether the daily run happens.' })
  async forecast(@Context() context: RequestContext, @Query() { months = 12 }: ForecastQueryDto): Promise<ForecastDto> {
    return ForecastDto.of(await this.dispositions.forecast(context, months));
  }

  @Get('dispositions')
  @Can('read', 'Retention')
  @Audited('disposition.listed')
  @ApiOperation({ summary: 'Items that must go within so many days, or in a month, the first to go first.' })
  async due(@Context() context: RequestContext, @Query() { days = 30, ...query }: ListDueDto): Promise<DuePageDto> {
    return DuePageDto.of(await this.dispositions.listDue(context, { days, ...query }));
  }

  @Get('dispositions/runs')
  @Can('read', 'Retention')
  @Audited('disposition.listed')
  @ApiOperation({ summary: 'Daily runs that came to their end, newest first: what each looked at and what was due.' })
  async runs(@Context() context: RequestContext, @Query() page: PageQuery): Promise<RunPageDto> {
    return RunPageDto.of(await this.dispositions.listRuns(context, page));
  }

  @Get('dispositions/notices')
  @Can('read', 'Retention')
  @Audited('disposition.listed')
  @ApiOperation({ summary: 'Items of whose end somebody has to be told first, and was not yet.' })
  async noticesDue(
    @Context() context: RequestContext,
    @Query() { days = 7, ...page }: ListNoticesDto,
  ): Promise<NoticePageDto> {
    return NoticePageDto.of(await this.notices.listDue(context, { days, ...page }));
  }

  @Post('dispositions/notices')
  @HttpCode(200)
  @Can('manage', 'Retention')
  @Audited('disposition.announced')
  @ApiOperation({ summary: 'Notes that people were told of the present ends of items.' })
  async noteNotices(
    @Context() context: RequestContext,
    @Body() { media, givenAt }: NoteNoticesDto,
  ): Promise<NotedNoticesDto> {
    return { items: await this.notices.note(context, media, givenAt) };
  }

  @Get('dispositions/rehearsal')
  @Can('read', 'Retention')
  @Audited('disposition.listed')
  @ApiOperation({
    summary: 'What the run would do within so many days, by class: destroy, review, or keep for a hold.',
  })
  async rehearsal(
    @Context() context: RequestContext,
    @Query() { days = 30 }: RehearsalQueryDto,
  ): Promise<RehearsalDto> {
    return RehearsalDto.of(await this.dispositions.rehearse(context, days));
  }
}
