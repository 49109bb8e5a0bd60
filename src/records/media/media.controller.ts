import { Body, Controller, Get, Headers, HttpCode, Param, Patch, Post, Put, Query, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiProduces,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { Id, RequestContext } from '../../kernel';
import { Audited, Can, Context, type Page, PageQuery } from '../../platform/http';
import type { EntryView } from '../../trust/audit';
import { contentRequest, received, shown, withTag } from './facts/answers';
import { Custody } from './facts/custody';
import { IdPipe } from '../../trust/access';
import { MediaIntake } from './intake/media-intake';
import { MediaChanges } from './facts/media-changes';
import {
  CompleteFactsDto,
  DisclosureDto,
  IntakeFactsDto,
  ListMediaDto,
  MediaDto,
  MediaPageDto,
  MediaTicketDto,
  queryFrom,
} from './media.dto';
import { MediaList } from './facts/media-list';
import { Media } from './media.service';
import { Readings } from './opening/readings.service';

const intakeBody = {
  type: 'object',
  required: ['facts', 'content'],
  properties: { facts: { $ref: getSchemaPath(IntakeFactsDto) }, content: { type: 'string', format: 'binary' } },
};

/** Media items: taken in, found, completed, read by programs. Browsers open views. */
@ApiTags('media')
@ApiExtraModels(IntakeFactsDto)
@Controller('v1/media')
export class MediaController {
  constructor(
    private readonly intake: MediaIntake,
    private readonly media: Media,
    private readonly lists: MediaList,
    private readonly changes: MediaChanges,
    private readonly custody: Custody,
    private readonly readings: Readings,
  ) {}

  @Post()
  @Can('take_in', 'Media')
  @Audited('media.received')
  @ApiOperation({
    summary: 'Takes in one item of any size: the content itself, or multipart with the part "facts" first.',
  })
  @ApiConsumes('multipart/form-data', 'application/octet-stream')
  @ApiBody({ schema: intakeBody })
  @ApiHeader({
    name: 'Vault-Ticket',
    required: false,
    description: 'system/id. This and the other facts: with a raw body.',
  })
  @ApiHeader({ name: 'Vault-Subject', required: false })
  @ApiHeader({ name: 'Vault-Class', required: false })
  @ApiHeader({ name: 'Vault-Purpose', required: false })
  @ApiHeader({ name: 'Vault-Jurisdiction', required: false })
  @ApiHeader({ name: 'Vault-Legal-Basis', required: false })
  @ApiHeader({
    name: 'Vault-Source',
    required: false,
    description: 'The id of the message or attachment: what was destroyed does not come in again.',
  })
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  async receive(
    @Context() context: RequestContext,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MediaDto> {
    return received(response, await this.intake.receive(context, request));
  }

  @Get()
  @Can('read', 'Media')
  @Audited('media.listed')
  @ApiOperation({ summary: 'Items in reach, newest first.' })
  async list(@Context() context: RequestContext, @Query() query: ListMediaDto): Promise<MediaPageDto> {
    return MediaPageDto.of(await this.lists.list(context, queryFrom(query)));
  }

  @Get(':id')
  @Can('read', 'Media')
  @Audited('media.shown')
  @ApiOperation({ summary: 'What is known about one item.' })
  async get(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: Id,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MediaDto | undefined> {
    return shown(request, response, await this.media.get(context, id));
  }

  @Patch(':id')
  @Can('take_in', 'Media')
  @Audited('media.facts.completed')
  @ApiOperation({ summary: 'Completes the facts of an item in quarantine. Send If-Match.' })
  async complete(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: Id,
    @Body() facts: CompleteFactsDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MediaDto> {
    return withTag(response, await this.changes.complete(context, id, facts, ifMatch));
  }

  @Put(':id/disclosure')
  @Can('classify', 'Media')
  @Audited('media.disclosure.set')
  @ApiOperation({
    summary: 'Keeps the existence of an item from the person and from whoever meets them, or ends that.',
  })
  async disclose(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: Id,
    @Body() { disclosure }: DisclosureDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MediaDto> {
    return withTag(response, await this.changes.disclose(context, id, disclosure));
  }

  @Post(':id/tickets')
  @HttpCode(200)
  @Can('take_in', 'Media')
  @Audited('media.linked')
  @ApiOperation({ summary: 'Hangs an item on a further ticket.' })
  async link(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: Id,
    @Body() ticket: MediaTicketDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MediaDto> {
    return withTag(response, await this.changes.link(context, id, ticket));
  }

  @Get(':id/entries')
  @Can('read', 'Media')
  @Audited('audit.read')
  @ApiOperation({ summary: 'What the log says about one item, newest first.' })
  entries(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: Id,
    @Query() page: PageQuery,
  ): Promise<Page<EntryView>> {
    return this.custody.list(context, id, page);
  }

  @Get(':id/content')
  @Can('open', 'View')
  @Audited('media.read.open')
  @ApiOperation({ summary: 'The content, for programs: one opening a request, for a named ticket and purpose.' })
  @ApiProduces('application/octet-stream')
  @ApiHeader({ name: 'Vault-Ticket', required: true, description: 'system/id' })
  @ApiHeader({ name: 'Vault-Purpose', required: true })
  @ApiHeader({ name: 'Range', required: false, description: 'One range; several are answered with the whole.' })
  content(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: Id,
    @Headers('vault-ticket') ticket: string | undefined,
    @Headers('vault-purpose') purpose: string | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.readings.content(context, id, { ticket, purpose }, { request: contentRequest(request), response });
  }
}
