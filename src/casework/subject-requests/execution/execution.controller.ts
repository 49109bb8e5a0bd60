import { Controller, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../../kernel';
import { Audited, Can, Context, RepeatSafe } from '../../../platform/http';
import { ApprovalDto, ApprovalQueue, IdPipe } from '../../../trust/access';
import { CarryOutRequests } from './carry-out';

/** Carrying plans out: asked for here, approved and started through `/v1/approvals`. */
@ApiTags('subject requests')
@Controller('v1/subject-requests')
export class ExecutionController {
  constructor(
    private readonly carryingOut: CarryOutRequests,
    private readonly queue: ApprovalQueue,
  ) {}

  @Post(':id/execution')
  @Can('ask', 'Approval')
  @Audited('approval.requested')
  @RepeatSafe()
  @ApiOperation({ summary: 'Asks for the plan to be carried out: others approve exactly this plan, and start it.' })
  async ask(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<ApprovalDto> {
    return ApprovalDto.of(await this.queue.show(context, this.carryingOut.ask(context, id)));
  }
}
