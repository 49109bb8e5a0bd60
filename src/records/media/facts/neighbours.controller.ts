import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Id, RequestContext } from '../../../kernel';
import { Audited, Can, Context, PageQuery } from '../../../platform/http';
import { IdPipe } from '../../../trust/access';
import { ListMediaDto, MediaPageDto, MediaTicketDto, queryFrom } from '../media.dto';
import { MediaList } from './media-list';

/** Items of a ticket and of a subject: addresses of the modules below, answered here, where items are known. */
@ApiTags('media')
@Controller('v1')
export class MediaOfNeighboursController {
  constructor(private readonly lists: MediaList) {}

  @Get('tickets/:system/:id/media')
  @Can('read', 'Media')
  @Audited('media.listed')
  @ApiOperation({ summary: 'Items in reach that hang on one ticket.' })
  async ofTicket(
    @Context() context: RequestContext,
    @Param() ticket: MediaTicketDto,
    @Query() { cursor, limit }: PageQuery,
  ): Promise<MediaPageDto> {
    return MediaPageDto.of(await this.lists.list(context, { cursor, limit, ticket }));
  }

  @Get('subjects/:id/media')
  @Can('read', 'Media')
  @Audited('media.listed')
  @ApiOperation({ summary: 'Items in reach about one subject, and about whoever was merged into it.' })
  async ofSubject(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: Id,
    @Query() query: ListMediaDto,
  ): Promise<MediaPageDto> {
    return MediaPageDto.of(await this.lists.list(context, { ...queryFrom(query), subjectId: id }));
  }

  @Get('subjects/:id/appearances')
  @Can('read', 'Media')
  @Audited('media.listed')
  @ApiOperation({ summary: 'Other people’s items in reach on which one subject is to be seen.' })
  async showing(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: Id,
    @Query() { cursor, limit }: PageQuery,
  ): Promise<MediaPageDto> {
    return MediaPageDto.of(await this.lists.list(context, { cursor, limit, appearing: id }));
  }
}
