import { Body, Controller, Get, Header, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../kernel';
import { Audited, Can, Context, RepeatSafe, PageQuery } from '../../platform/http';
import { ApprovalDto, ApprovalQueue, IdPipe } from '../../trust/access';
import {
  CertificateDto,
  CertificatePageDto,
  DestructionPlanPageDto,
  ListPlansDto,
  ListPlanItemsDto,
  PlanItemDto,
  PlanItemsDto,
  PostDestructionPlanDto,
  PrintCertificateDto,
  WholeDestructionPlanDto,
} from './destruction.dto';
import { PlanRecords } from './plans/plan-records';
import { CertificateRecords } from './certificates/certificate-records';
import { DestroyItems } from './plans/destroy-items';

/** Plans of destruction: asked for here, approved and started through `/v1/approvals`. */
@ApiTags('destruction')
@Controller('v1/destruction-plans')
export class DestructionPlansController {
  constructor(
    private readonly destroying: DestroyItems,
    private readonly queue: ApprovalQueue,
    private readonly records: PlanRecords,
  ) {}

  @Post()
  @Can('ask', 'Approval')
  @Audited('approval.requested')
  @RepeatSafe()
  @ApiOperation({
    summary: 'Plans a destruction and asks for its approval. Items that something keeps stay, and say why.',
  })
  async post(@Context() context: RequestContext, @Body() body: PostDestructionPlanDto): Promise<ApprovalDto> {
    return ApprovalDto.of(await this.queue.show(context, this.destroying.request(context, body.order())));
  }

  @Get()
  @Can('read', 'Destruction')
  @Audited('destruction.shown')
  @ApiOperation({ summary: 'Plans of destruction, newest first.' })
  async list(@Context() context: RequestContext, @Query() query: ListPlansDto): Promise<DestructionPlanPageDto> {
    return DestructionPlanPageDto.of(await this.records.list(context, query.filters()));
  }

  @Get(':id')
  @Can('read', 'Destruction')
  @Audited('destruction.shown')
  async get(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<WholeDestructionPlanDto> {
    return WholeDestructionPlanDto.ofWhole(await this.records.plan(context, id));
  }

  @Get(':id/items')
  @Can('read', 'Destruction')
  @Audited('destruction.shown')
  @ApiOperation({ summary: 'What goes, and what stays and why, in the order of the items.' })
  async items(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Query() { after, limit }: ListPlanItemsDto,
  ): Promise<PlanItemsDto> {
    const items = await this.records.items(context, id, { after: after ?? null, limit });
    return Object.assign(new PlanItemsDto(), { items: items.map((item) => PlanItemDto.of(item)) });
  }
}

@ApiTags('destruction')
@Controller('v1/certificates')
export class CertificatesController {
  constructor(private readonly records: CertificateRecords) {}

  @Get()
  @Can('read', 'Certificate')
  @Audited('certificate.shown')
  @ApiOperation({ summary: 'Certificates of destruction, newest first.' })
  async list(@Context() context: RequestContext, @Query() query: PageQuery): Promise<CertificatePageDto> {
    return CertificatePageDto.of(await this.records.certificates(context, query));
  }

  @Get(':id')
  @Can('read', 'Certificate')
  @Audited('certificate.shown')
  async get(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<CertificateDto> {
    return CertificateDto.of(await this.records.certificate(context, id));
  }

  @Get(':id/signature')
  @Can('read', 'Certificate')
  @Audited('certificate.shown')
  @Header('Content-Type', 'application/pkcs7-signature')
  @ApiOperation({ summary: 'The detached CMS signature of the certificate, DER.' })
  async signature(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<StreamableFile> {
    return new StreamableFile((await this.records.certificate(context, id)).signature);
  }

  @Get(':id/items')
  @Can('read', 'Certificate')
  @Audited('certificate.shown')
  @ApiProduces('application/x-ndjson')
  @Header('Content-Type', 'application/x-ndjson')
  @ApiOperation({ summary: 'The items of the certificate, a line of JSON each; it names them by the SHA-256 of this.' })
  async items(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<StreamableFile> {
    return new StreamableFile(await this.records.itemList(context, id));
  }

  @Get(':id/document')
  @Can('read', 'Certificate')
  @Audited('certificate.shown')
  @ApiProduces('application/pdf')
  @Header('Content-Type', 'application/pdf')
  @ApiOperation({ summary: 'The certificate for people, PDF/A-3 with the signed text and its signature inside.' })
  async document(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Query() { language }: PrintCertificateDto,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.records.document(context, id, language));
  }
}
