import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { RequestContext } from '../../../kernel';
import { Audited, Can, Context, PageQuery, RepeatSafe } from '../../../platform/http';
import { ApprovalDto, ApprovalQueue, IdPipe } from '../../../trust/access';
import { ArtefactDelivery } from '../artefacts/artefact-delivery';
import { Artefacts } from '../artefacts/artefacts.service';
import { EvidenceDto } from '../artefacts/evidence.dto';
import { PostProductionDto, ProductionDto, ProductionPageDto } from './productions.dto';
import { Productions } from './productions.service';

/** Items that are handed to an authority on a legal order. */
@ApiTags('evidence')
@Controller('v1')
export class ProductionsController {
  constructor(
    private readonly productions: Productions,
    private readonly approvals: ApprovalQueue,
    private readonly artefacts: Artefacts,
    private readonly delivery: ArtefactDelivery,
  ) {}

  @Post('productions')
  @Can('create', 'Production')
  @Audited('approval.requested')
  @RepeatSafe()
  @ApiOperation({ summary: 'Asks for a production of items for an authority: two people in other roles approve it.' })
  async ask(@Context() context: RequestContext, @Body() body: PostProductionDto): Promise<ApprovalDto> {
    const approval = this.productions.ask(context, PostProductionDto.order(body));
    return ApprovalDto.of(await this.approvals.show(context, approval));
  }

  @Get('productions')
  @Can('read', 'Production')
  @Audited('evidence.listed')
  @ApiOperation({ summary: 'Productions, newest first: for which authority, on which order, how far.' })
  async list(@Context() context: RequestContext, @Query() query: PageQuery): Promise<ProductionPageDto> {
    return ProductionPageDto.of(await this.productions.list(context, query));
  }

  @Get('productions/:id')
  @Can('read', 'Production')
  @Audited('evidence.denied')
  async get(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<ProductionDto> {
    return ProductionDto.of(await this.productions.get(context, id));
  }

  @Get('production-bundles/:id')
  @Can('read', 'Production')
  @Audited('evidence.denied')
  async bundle(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<EvidenceDto> {
    return EvidenceDto.of(await this.artefacts.reach(context, 'production', id));
  }

  @Get('production-bundles/:id/content')
  @Can('open', 'Production')
  @Audited('evidence.opened')
  @ApiOperation({ summary: 'The bundle as a ZIP. With the first byte its items count as disclosed to the authority.' })
  async content(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.delivery.deliver(context, 'production', id, response);
  }
}
