import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../../kernel';
import { Audited, Can, Context } from '../../../platform/http';
import type { DisclosedAccess } from '../../../trust/audit';
import { ChangeReports } from './change-reports';
import type { Changes } from './changes';
import { type EncryptionReport, EncryptionReports } from './encryption-reports';
import { Provenance, type ProvenanceReport } from './provenance';
import {
  AccessHistoryQueryDto,
  ChangesQueryDto,
  EncryptionQueryDto,
  EntitlementsQueryDto,
  ProvenanceQueryDto,
} from './questions.dto';
import { type EntitlementReport, Questions } from './questions.service';

@ApiTags('evidence')
@Controller('v1/reports')
export class ReportsController {
  constructor(
    private readonly questions: Questions,
    private readonly changeReports: ChangeReports,
    private readonly provenanceReports: Provenance,
    private readonly encryptionReports: EncryptionReports,
  ) {}

  @Get('entitlements')
  @Can('read', 'Report')
  @Audited('report.made')
  @ApiOperation({
    summary:
      'Who could act at a moment of the past, replayed from the sealed entries up to it, and the grants in force.',
  })
  entitlements(@Context() context: RequestContext, @Query() { at }: EntitlementsQueryDto): Promise<EntitlementReport> {
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

  @Get('changes')
  @Can('read', 'Report')
  @Audited('report.made')
  @ApiOperation({ summary: 'Who changed the policy data or a role in a period, and who approved what needed it.' })
  changes(@Context() context: RequestContext, @Query() { from, to }: ChangesQueryDto): Promise<Changes> {
    return this.changeReports.make(context, { from: new Date(from), to: new Date(to) });
  }

  @Get('provenance')
  @Can('read', 'Report')
  @Audited('report.made')
  @ApiOperation({ summary: 'Why an item is the file that was sent: hashes at its storing and now, and its way since.' })
  provenance(@Context() context: RequestContext, @Query() { media }: ProvenanceQueryDto): Promise<ProvenanceReport> {
    return this.provenanceReports.of(context, media);
  }

  @Get('encryption')
  @Can('read', 'EncryptionReport')
  @Audited('report.made')
  @ApiOperation({ summary: 'Which keys protect what, and a test on stored objects picked by chance.' })
  encryption(@Context() context: RequestContext, @Query() { items }: EncryptionQueryDto): Promise<EncryptionReport> {
    return this.encryptionReports.make(context, items);
  }
}
