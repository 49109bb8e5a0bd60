import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { Id, RequestContext } from '../../../kernel';
import { Audited, Can, Context } from '../../../platform/http';
import { contentRequest } from '../facts/answers';
import { IdPipe } from '../../../trust/access';
import { OpenViewDto, ViewDto } from '../media.dto';
import { Views } from './views.service';

/** Views: one opening of one item, bound to the browser's session. */
@ApiTags('views')
@Controller('v1')
export class ViewsController {
  constructor(private readonly views: Views) {}

  @Post('media/:id/views')
  @Can('open', 'View')
  @Audited('view.opened')
  @ApiOperation({ summary: 'Opens an item for a ticket and a purpose: one entry, however many ranges are then read.' })
  async open(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: Id,
    @Body() body: OpenViewDto,
  ): Promise<ViewDto> {
    return ViewDto.of(await this.views.open(context, id, body));
  }

  @Get('views/:id/content')
  @Can('read', 'View')
  @Audited('view.opened')
  @ApiOperation({ summary: 'The content of an open view.' })
  @ApiProduces('application/octet-stream')
  @ApiHeader({ name: 'Range', required: false, description: 'One range; several are answered with the whole.' })
  content(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: Id,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.views.content(context, id, contentRequest(request), response);
  }

  @Delete('views/:id')
  @HttpCode(204)
  @Can('change', 'View')
  @Audited('view.closed')
  @ApiOperation({ summary: 'Closes a view: its entry says how much was read.' })
  close(@Context() context: RequestContext, @Param('id', IdPipe) id: Id): Promise<void> {
    return this.views.close(context, id);
  }
}
