import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { RequestContext } from '../../../kernel';
import { Audited, BeginsLongWork, Can, Context, PageQuery, RepeatSafe } from '../../../platform/http';
import { OperationDto } from '../../../platform/jobs';
import { IdPipe } from '../../../trust/access';
import { ArtefactDelivery } from '../artefacts/artefact-delivery';
import { Artefacts } from '../artefacts/artefacts.service';
import { EvidenceDto, EvidencePageDto, GiveEvidenceDto } from '../artefacts/evidence.dto';
import { PostAnswerDto } from './answers.dto';
import { AskQuestion } from './ask-question';

/** Answers to standing questions, kept like other evidence. */
@ApiTags('evidence')
@Controller('v1/answers')
export class AnswersController {
  constructor(
    private readonly ask: AskQuestion,
    private readonly artefacts: Artefacts,
    private readonly delivery: ArtefactDelivery,
  ) {}

  @Post()
  @Can('create', 'Answer')
  @Audited('evidence.ordered')
  @BeginsLongWork()
  @RepeatSafe()
  @ApiOperation({ summary: 'Orders the answer to a standing question as PDF/A or JSON. Follow its operation.' })
  async post(
    @Context() context: RequestContext,
    @Body() { question, format = 'pdf', keptDays }: PostAnswerDto,
  ): Promise<OperationDto> {
    return OperationDto.of(await this.ask.order(context, { question, format, keptDays }));
  }

  @Get()
  @Can('read', 'Answer')
  @Audited('evidence.listed')
  @ApiOperation({ summary: 'Answers in reach, newest first.' })
  async list(@Context() context: RequestContext, @Query() query: PageQuery): Promise<EvidencePageDto> {
    return EvidencePageDto.of(await this.artefacts.list(context, 'answer', query));
  }

  @Get(':id')
  @Can('read', 'Answer')
  @Audited('evidence.denied')
  async get(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<EvidenceDto> {
    return EvidenceDto.of(await this.artefacts.reach(context, 'answer', id));
  }

  @Get(':id/content')
  @Can('open', 'Answer')
  @Audited('evidence.opened')
  @ApiOperation({ summary: 'The answer as PDF/A or JSON. Each download is an entry, sealed before the first byte.' })
  async content(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.delivery.deliver(context, 'answer', id, response);
  }

  @Post(':id/readers')
  @HttpCode(200)
  @Can('give', 'Answer')
  @Audited('evidence.given')
  @ApiOperation({ summary: 'Gives the answer to an auditor until a date.' })
  async give(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() { actor, until }: GiveEvidenceDto,
  ): Promise<EvidenceDto> {
    return EvidenceDto.of(await this.artefacts.give(context, 'answer', id, { actor, until: new Date(until) }));
  }
}
