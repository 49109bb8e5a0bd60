import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../kernel';
import { Audited, Can, Context, NotAudited, RepeatSafe } from '../../platform/http';
import { ApprovalDto, ApprovalQueue } from '../../trust/access';
import { LogKeys } from '../../trust/audit';
import { LogKeysDto, RotateLogKeyDto } from './log-maintenance.dto';
import { PruneLog } from './prune-log';
import { RotateLogKey } from './rotate-log-key';

/** What is done to the log as a whole. Each asks for approval; `/v1/approvals` takes it from there. */
@ApiTags('audit')
@Controller('v1/audit')
export class LogMaintenanceController {
  constructor(
    private readonly queue: ApprovalQueue,
    private readonly pruneLog: PruneLog,
    private readonly rotateLogKey: RotateLogKey,
    private readonly keys: LogKeys,
  ) {}

  @Post('prunings')
  @Can('ask', 'Approval')
  @Audited('approval.requested')
  @RepeatSafe()
  @ApiOperation({ summary: 'Asks for the entries to be pruned that are older than the log’s retention.' })
  async prune(@Context() context: RequestContext): Promise<ApprovalDto> {
    return ApprovalDto.of(await this.queue.show(context, this.pruneLog.request(context)));
  }

  @Post('key-rotations')
  @Can('ask', 'Approval')
  @Audited('approval.requested')
  @RepeatSafe()
  @ApiOperation({ summary: 'Asks for a new signing key of the log.' })
  async rotate(@Context() context: RequestContext, @Body() { reason }: RotateLogKeyDto): Promise<ApprovalDto> {
    return ApprovalDto.of(await this.queue.show(context, this.rotateLogKey.request(context, reason)));
  }

  @Get('keys')
  @Can('read', 'AuditEntry')
  @NotAudited('public keys, which say nothing about anybody')
  @ApiOperation({ summary: 'The public keys of the log, oldest first, with the checkpoints that each signs.' })
  async listKeys(@Context() context: RequestContext): Promise<LogKeysDto> {
    return LogKeysDto.of(await this.keys.list(context));
  }
}
