import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../../kernel';
import { Audited, Can, Context } from '../../../platform/http';
import type { Entitlements } from './entitlements';
import { AccessHistoryQueryDto, EntitlementsQueryDto } from './questions.dto';
import { type DisclosedAccess, Questions } from './questions.service';

@ApiTags('evidence')
@Controller('v1/reports')
export class ReportsController {
  constructor(private readonly questions: Questions) {}

  @Get('entitlements')
  @Can('read', 'Report')
  @Audited('report.made')
  @ApiOperation({ summary: 'Who could act at a moment of the past, replayed from the sealed entries up to it.' })
  entitlements(
    @Context() context: RequestContext,
    @Query() { at }: EntitlementsQueryDto,
  ): Promise<Entitlements & { at: string }> {
    return this.questions.entitlements(context, new Date(at));
  }

  @Get('access-history')
  @Can('read', 'Report')
  @Audited('report.made')
  @ApiOperation({ summary: 'Who saw data of a person, for that person: staff as roles, nobody else by name.' })
  accessHistory(
    @Context() context: RequestContext,
    @Query() { subject }: AccessHistoryQueryDto,
  ): Promise<{ subject: string; accesses: DisclosedAccess[] }> {
    return this.questions.accessHistory(context, subject);
  }
}
