import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { RequestContext } from '../../../kernel';
import { Audited, BeginsLongWork, Can, Context, RepeatSafe, PageQuery } from '../../../platform/http';
import { OperationDto } from '../../../platform/jobs';
import { ApprovalDto, ApprovalQueue, IdPipe } from '../../../trust/access';
import type { EvidenceRequest } from '../bundle/claim';
import { ArtefactDelivery } from './artefact-delivery';
import { keptDays } from './artefact';
import { Artefacts } from './artefacts.service';
import { bundleRequest, EvidenceDto, EvidencePageDto, GiveEvidenceDto, PostBundleDto } from './evidence.dto';
import { TakeOutItems } from './take-out-items';

@ApiTags('evidence')
@Controller('v1/evidence-bundles')
export class BundlesController {
  constructor(
    private readonly artefacts: Artefacts,
    private readonly delivery: ArtefactDelivery,
    private readonly takeOutItems: TakeOutItems,
    private readonly approvals: ApprovalQueue,
  ) {}

  @Post()
  @Can('create', 'Evidence')
  @Audited('evidence.ordered')
  @BeginsLongWork()
  @RepeatSafe()
  @ApiOperation({ summary: 'Orders an evidence bundle that can be checked offline. Follow its operation.' })
  async post(@Context() context: RequestContext, @Body() body: PostBundleDto): Promise<OperationDto> {
    return OperationDto.of(
      await this.artefacts.order(context, {
        kind: 'bundle',
        format: 'zip',
        request: (now) => bundleRequest(body, now),
        keptDays: body.keptDays,
      }),
    );
  }

  @Post('take-outs')
  @Can('ask', 'Approval')
  @Audited('approval.requested')
  @RepeatSafe()
  @ApiOperation({ summary: 'Asks for approval of a bundle with the bytes of more items than one person may take out.' })
  async takeOut(@Context() context: RequestContext, @Body() body: PostBundleDto): Promise<ApprovalDto> {
    const request = (now: Date): EvidenceRequest => ({ ...bundleRequest(body, now), content: 'bytes' });
    const approval = this.takeOutItems.request(context, { request, keptDays: body.keptDays ?? keptDays.usual });
    return ApprovalDto.of(await this.approvals.show(context, approval));
  }

  @Get()
  @Can('read', 'Evidence')
  @Audited('evidence.listed')
  @ApiOperation({ summary: 'Bundles in reach, newest first.' })
  async list(@Context() context: RequestContext, @Query() query: PageQuery): Promise<EvidencePageDto> {
    return EvidencePageDto.of(await this.artefacts.list(context, 'bundle', query));
  }

  @Get(':id')
  @Can('read', 'Evidence')
  @Audited('evidence.denied')
  async get(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<EvidenceDto> {
    return EvidenceDto.of(await this.artefacts.reach(context, 'bundle', id));
  }

  @Get(':id/content')
  @Can('open', 'Evidence')
  @Audited('evidence.opened')
  @ApiOperation({ summary: 'The bundle as a ZIP. Each download is an entry, sealed before the first byte.' })
  async content(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.delivery.deliver(context, 'bundle', id, response);
  }

  @Post(':id/readers')
  @HttpCode(200)
  @Can('give', 'Evidence')
  @Audited('evidence.given')
  @ApiOperation({ summary: 'Gives the bundle to an auditor until a date.' })
  async give(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() { actor, until }: GiveEvidenceDto,
  ): Promise<EvidenceDto> {
    return EvidenceDto.of(await this.artefacts.give(context, 'bundle', id, { actor, until: new Date(until) }));
  }
}
