import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../../kernel';
import { Audited, Can, Context } from '../../../platform/http';
import { IdPipe } from '../../../trust/access';
import { Notices } from './notices.service';
import {
  NoticesDto,
  PostDisclosureDto,
  PostRecipientDto,
  RecipientDto,
  RecipientsDto,
  TurnNoticeDto,
} from './recipients.dto';
import { Recipients } from './recipients.service';

const mostWaiting = 500;

@ApiTags('subject requests')
@Controller('v1')
export class RecipientsController {
  constructor(
    private readonly recipients: Recipients,
    private readonly notices: Notices,
  ) {}

  @Post('recipients')
  @Can('create', 'Disclosure')
  @Audited('recipient.added')
  @ApiOperation({ summary: 'Names an organisation that gets items; its newest contact counts.' })
  async add(@Context() context: RequestContext, @Body() body: PostRecipientDto): Promise<RecipientDto> {
    return RecipientDto.of(await this.recipients.add(context, body));
  }

  @Get('recipients')
  @Can('read', 'Disclosure')
  @Audited('recipient.listed')
  async list(@Context() context: RequestContext): Promise<RecipientsDto> {
    return RecipientsDto.of(await this.recipients.list(context));
  }

  @Post('disclosures')
  @HttpCode(204)
  @Can('create', 'Disclosure')
  @Audited('disclosure.recorded')
  @ApiOperation({ summary: 'Records that items were given to a recipient, and on what basis.' })
  async disclose(
    @Context() context: RequestContext,
    @Body() { media, recipient, basis, disclosedAt = null }: PostDisclosureDto,
  ): Promise<void> {
    await this.recipients.disclose(context, media, { recipient, basis, disclosedAt });
  }

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
