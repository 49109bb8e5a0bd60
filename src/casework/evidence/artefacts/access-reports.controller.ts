import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { RequestContext } from '../../../kernel';
import { Audited, BeginsLongWork, Can, Context, RepeatSafe, PageQuery } from '../../../platform/http';
import { OperationDto } from '../../../platform/jobs';
import { IdPipe } from '../../../trust/access';
import { ArtefactDelivery } from './artefact-delivery';
import { Artefacts } from './artefacts.service';
import { reportRequest, EvidenceDto, EvidencePageDto, GiveEvidenceDto, PostReportDto } from './evidence.dto';

@ApiTags('evidence')
@Controller('v1/access-reports')
export class AccessReportsController {
  constructor(
    private readonly artefacts: Artefacts,
    private readonly delivery: ArtefactDelivery,
  ) {}

  @Post()
  @Can('create', 'Evidence')
  @Audited('evidence.ordered')
  @BeginsLongWork()
  @RepeatSafe()
  @ApiOperation({
    summary: 'Orders an access report: who opened what, when, under which ticket, why. Follow its operation.',
  })
  async post(@Context() context: RequestContext, @Body() body: PostReportDto): Promise<OperationDto> {
    return OperationDto.of(
      await this.artefacts.order(context, {
        kind: 'report',
        format: body.format ?? 'pdf',
        request: (now) => reportRequest(body, now),
        keptDays: body.keptDays,
      }),
    );
  }

  @Get()
  @Can('read', 'Evidence')
  @Audited('evidence.listed')
  @ApiOperation({ summary: 'Reports in reach, newest first.' })
  async list(@Context() context: RequestContext, @Query() query: PageQuery): Promise<EvidencePageDto> {
    return EvidencePageDto.of(await this.artefacts.list(context, 'report', query));
  }

  @Get(':id')
  @Can('read', 'Evidence')
  @Audited('evidence.denied')
  async get(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<EvidenceDto> {
    return EvidenceDto.of(await this.artefacts.reach(context, 'report', id));
  }

  @Get(':id/content')
  @Can('open', 'Evidence')
  @Audited('evidence.opened')
  @ApiOperation({ summary: 'The report as PDF/A or JSON. Each download is an entry, sealed before the first byte.' })
  async content(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.delivery.deliver(context, 'report', id, response);
  }

  @Post(':id/readers')
  @HttpCode(200)
  @Can('give', 'Evidence')
  @Audited('evidence.given')
  @ApiOperation({ summary: 'Gives the report to an auditor until a date.' })
  async give(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() { actor, until }: GiveEvidenceDto,
  ): Promise<EvidenceDto> {
    return EvidenceDto.of(await this.artefacts.give(context, 'report', id, { actor, until: new Date(until) }));
  }
}
