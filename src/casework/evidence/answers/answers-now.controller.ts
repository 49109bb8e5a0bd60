import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../../kernel';
import { Audited, Can, Context } from '../../../platform/http';
import { AskQuestion } from './ask-question';

/** Standing questions, answered at once. */
@ApiTags('evidence')
@Controller('v1/reports')
export class AnswersNowController {
  constructor(private readonly ask: AskQuestion) {}

  @Get('overdue')
  @Can('read', 'Answer')
  @Audited('report.made')
  @ApiOperation({ summary: 'Every item past the end of its last claim that still exists, each with the reason.' })
  overdue(@Context() context: RequestContext): Promise<object> {
    return this.ask.now(context, 'overdue');
  }

  @Get('holds')
  @Can('read', 'Answer')
  @Audited('report.made')
  @ApiOperation({ summary: 'Holds, who released them, and whether anything was destroyed under one.' })
  holds(@Context() context: RequestContext): Promise<object> {
    return this.ask.now(context, 'holds');
  }

  @Get('restrictions')
  @Can('read', 'Answer')
  @Audited('report.made')
  @ApiOperation({ summary: 'What is kept and not used, on which ground, since when, and who lifted it.' })
  restrictions(@Context() context: RequestContext): Promise<object> {
    return this.ask.now(context, 'restrictions');
  }

  @Get('disposition-runs')
  @Can('read', 'Answer')
  @Audited('report.made')
  @ApiOperation({ summary: 'Daily runs, what each found, and when none came to its end.' })
  dispositionRuns(@Context() context: RequestContext): Promise<object> {
    return this.ask.now(context, 'disposition_runs');
  }

  @Get('processing')
  @Can('read', 'Answer')
  @Audited('report.made')
  @ApiOperation({ summary: 'Records of processing (GDPR and UK GDPR Art 30), from the configuration in force.' })
  processing(@Context() context: RequestContext): Promise<object> {
    return this.ask.now(context, 'processing');
  }

  @Get('questions')
  @Can('read', 'Answer')
  @Audited('report.made')
  @ApiOperation({ summary: 'What auditors ask: where each question is answered, and what cannot be answered yet.' })
  questions(@Context() context: RequestContext): Promise<object> {
    return this.ask.now(context, 'questions');
  }
}
