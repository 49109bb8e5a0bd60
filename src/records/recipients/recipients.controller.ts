import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../kernel';
import { Audited, Can, Context } from '../../platform/http';
import { PostDisclosureDto, PostRecipientDto, RecipientDto, RecipientsDto } from './recipients.dto';
import { Recipients } from './recipients.service';

@ApiTags('subject requests')
@Controller('v1')
export class RecipientsController {
  constructor(private readonly recipients: Recipients) {}

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
}
