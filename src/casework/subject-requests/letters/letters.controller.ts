import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../../kernel';
import { Typesetter } from '../../../platform/documents';
import { Audited, Can, Context } from '../../../platform/http';
import { Installation } from '../../../platform/settings';
import { IdPipe } from '../../../trust/access';
import { RequestNotAnswered } from '../request.errors';
import { RequestReading } from '../register/request-reading.service';
import { letterDocument } from './letter-document';

/** The letters that people were given, as pages to send or file. */
@ApiTags('subject requests')
@Controller('v1/subject-requests')
export class LettersController {
  constructor(
    private readonly reading: RequestReading,
    private readonly installation: Installation,
    private readonly typesetter: Typesetter,
  ) {}

  @Get(':id/answer')
  @Can('open', 'SubjectRequest')
  @Audited('request.shown')
  @ApiProduces('application/pdf')
  @Header('Content-Type', 'application/pdf')
  @ApiOperation({ summary: 'The answer as it was given, PDF/A in the language of the request.' })
  async answer(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<StreamableFile> {
    const { language, answeredAt, answer } = await this.reading.get(context, id);
    if (answeredAt === null || answer === null) throw new RequestNotAnswered();
    const letter = letterDocument({ id, language, answeredAt, text: answer }, this.installation.origin);
    return new StreamableFile(await this.typesetter.pdf(letter));
  }
}
