import { Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../kernel';
import { Audited, Can, Context, RepeatSafe } from '../../platform/http';
import { ApprovalDto, ApprovalQueue } from '../../trust/access';
import { PruneLog } from './prune-log';

/** What is done to the log as a whole. Each asks for approval; `/v1/approvals` takes it from there. */
@ApiTags('audit')
@Controller('v1/audit')
export class LogMaintenanceController {
  constructor(
    private readonly queue: ApprovalQueue,
    private readonly pruneLog: PruneLog,
  ) {}

  @Post('prunings')
  @Can('ask', 'Approval')
  @Audited('approval.requested')
  @RepeatSafe()
  @ApiOperation({ summary: 'Asks for the entries to be pruned that are older than the log’s retention.' })
  async prune(@Context() context: RequestContext): Promise<ApprovalDto> {
    return ApprovalDto.of(await this.queue.show(context, this.pruneLog.request(context)));
  }
}
