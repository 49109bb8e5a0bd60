import { Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { RequestContext } from '../../kernel';
import { Audited, Can, Context, NotAudited, Public, Unlimited } from '../../platform/http';
import { StoreReadsQueryDto } from './reconciliation.dto';
import { Reconciliation, type ReconciliationReport } from './reconciliation.service';

@ApiTags('evidence')
@Controller('v1')
export class ReconciliationController {
  constructor(private readonly reconciliation: Reconciliation) {}

  @Post('store-reads')
  @HttpCode(204)
  @Public('the object store tells with a token of its own')
  @NotAudited('says what the log already holds; what it does not hold becomes an entry when it is matched')
  @Unlimited()
  @ApiOperation({ summary: 'Takes an event of the object store’s own log (MinIO audit webhook).' })
  take(@Req() request: Request): Promise<void> {
    return this.reconciliation.take(request.headers.authorization, request.body);
  }

  @Get('reports/store-reads')
  @Can('read', 'Report')
  @Audited('report.made')
  @ApiOperation({
    summary: 'Every reading that the object store saw, held against the log: what matched, and each exception.',
  })
  report(@Context() context: RequestContext, @Query() { from, to }: StoreReadsQueryDto): Promise<ReconciliationReport> {
    return this.reconciliation.report(context, { from: new Date(from), to: new Date(to) });
  }
}
