import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../../kernel';
import { Audited, Can, Context } from '../../../platform/http';
import { IdPipe } from '../../../trust/access';
import { NoticesDto, TurnNoticeDto } from './notices.dto';
import { Notices } from './notices.service';

const mostWaiting = 500;

@ApiTags('subject requests')
@Controller('v1')
export class NoticesController {
  constructor(private readonly notices: Notices) {}

  @Get('recipient-notices')
  @Can('read', 'SubjectRequest')
  @Audited('request.notice.listed')
  @ApiOperation({ summary: 'Notices that have not ended, of all requests, by when somebody has to act.' })
  async waiting(@Context() context: RequestContext): Promise<NoticesDto> {
    return NoticesDto.of(await this.notices.waiting(context, mostWaiting));
  }

  @Get('subject-requests/:id/notices')
  @Can('read', 'SubjectRequest')
  @Audited('request.notice.listed')
  async listOf(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<NoticesDto> {
    return NoticesDto.of(await this.notices.listOf(context, id));
  }

  @Post('subject-requests/:id/notices/:recipient')
  @HttpCode(204)
  @Can('change', 'SubjectRequest')
  @Audited('request.notice.changed')
  @ApiOperation({ summary: 'Says that a recipient was told, told again, has acknowledged, or cannot be reached.' })
  async turn(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Param('recipient', IdPipe) recipient: string,
    @Body() { state }: TurnNoticeDto,
  ): Promise<void> {
    await this.notices.turn(context, id, recipient, state);
  }
}
