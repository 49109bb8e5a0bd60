import { Controller, Get, HttpCode, Param, ParseIntPipe, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { RequestContext } from '../../kernel';
import { AnchorStates, type AnchorsView } from './anchors/anchor-states.service';
import { Audited, Can, Context, NotAudited, type Page } from '../../platform/http';
import { EntryFilters } from './audit.dto';
import { asNote } from './proofs/as-note';
import type { CheckpointView } from './reading/audit-log.service';
import { EntryPages } from './reading/entry-pages';
import type { EntryView } from './reading/entry-view';
import { Verifications, type VerificationState, type VerifiedDays } from './verify/verifications.service';

@ApiTags('audit')
@Controller('v1/audit')
export class AuditController {
  constructor(
    private readonly pages: EntryPages,
    private readonly verifications: Verifications,
    private readonly anchors: AnchorStates,
  ) {}

  @Get('entries')
  @Can('read', 'AuditEntry')
  @Audited('audit.read')
  @ApiOperation({ summary: 'Entries of the log in reach, newest first. Reading them is an entry.' })
  entries(@Context() context: RequestContext, @Query() filters: EntryFilters): Promise<Page<EntryView>> {
    return this.pages.list(context, filters);
  }

  @Get('entries/:n')
  @Can('read', 'AuditEntry')
  @Audited('audit.read')
  @ApiOperation({ summary: 'One entry by its number.' })
  entry(@Context() context: RequestContext, @Param('n', ParseIntPipe) n: number): Promise<EntryView> {
    return this.pages.get(context, n);
  }

  @Get('entries/:n/around')
  @Can('read', 'AuditEntry')
  @Audited('audit.read')
  @ApiOperation({ summary: 'One entry with the twenty before and after it in time, newest first.' })
  around(@Context() context: RequestContext, @Param('n', ParseIntPipe) n: number): Promise<{ items: EntryView[] }> {
    return this.pages.around(context, n);
  }

  @Get('checkpoint')
  @Can('read', 'AuditEntry')
  @NotAudited('a signed hash that says nothing about anybody')
  @ApiProduces('application/json', 'text/plain')
  @ApiOperation({
    summary: 'The newest signed checkpoint, or its bare note: keep it, and compare the log with it later.',
  })
  async checkpoint(
    @Context() context: RequestContext,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CheckpointView | string | null> {
    return asNote(request, response, await this.pages.checkpoint(context));
  }

  @Get('anchors')
  @Can('read', 'AuditEntry')
  @NotAudited('sizes, times and codes; no entry')
  @ApiOperation({ summary: 'How far each place outside the database remembers the log, and what is wrong with it.' })
  anchorStates(@Context() context: RequestContext): Promise<AnchorsView> {
    return this.anchors.view(context);
  }

  @Get('verification')
  @Can('read', 'AuditEntry')
  @NotAudited('counts and numbers of entries, no entry')
  @ApiOperation({ summary: 'The latest verification of the whole log, and the one that is running.' })
  verification(@Context() context: RequestContext): Promise<VerificationState> {
    return this.verifications.state(context);
  }

  @Get('verification/days')
  @Can('read', 'AuditEntry')
  @NotAudited('counts by day and names of witnesses, no entry')
  @ApiOperation({ summary: 'The last 90 days: verifications of each, and the witnesses that cosigned on it.' })
  verifiedDays(@Context() context: RequestContext): Promise<VerifiedDays> {
    return this.verifications.days(context);
  }

  @Post('verification')
  @HttpCode(202)
  @Can('use', 'AuditEntry')
  @Audited('audit.verified')
  @ApiOperation({ summary: 'Starts a verification of the whole log; poll for its result.' })
  verify(@Context() context: RequestContext): Promise<VerificationState> {
    return this.verifications.start(context);
  }
}
