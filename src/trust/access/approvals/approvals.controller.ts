import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { RequestContext } from '../../../kernel';
import { Audited, Can, Context } from '../../../platform/http';
import { IdPipe } from '../id.pipe';
import { ApprovalQueue } from './approval-queue';
import { ApprovalDto, ApprovalPageDto, DeclineApprovalDto, GiveApprovalDto, ListApprovalsDto } from './approvals.dto';
import { Approvals } from './approvals.service';

/** What waits for other people. Requests are made through the routes of what they ask for. */
@Controller('v1/approvals')
export class ApprovalsController {
  constructor(
    private readonly approvals: Approvals,
    private readonly queue: ApprovalQueue,
  ) {}

  @Get()
  @Can('read', 'Approval')
  @Audited('approval.listed')
  async list(@Context() context: RequestContext, @Query() query: ListApprovalsDto): Promise<ApprovalPageDto> {
    return ApprovalPageDto.of(await this.queue.list(context, query));
  }

  /** The exact request, its hash, what it means in plain words, and who approved it. */
  @Get(':id')
  @Can('read', 'Approval')
  @Audited('approval.shown')
  async get(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<ApprovalDto> {
    return ApprovalDto.of(await this.queue.get(context, id));
  }

  /** Approves the request whose hash is given. */
  @Post(':id/approval')
  @HttpCode(200)
  @Can('give', 'Approval')
  @Audited('approval.given')
  async give(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() { hash }: GiveApprovalDto,
  ): Promise<ApprovalDto> {
    return ApprovalDto.of(await this.queue.show(context, this.approvals.give(context, id, hash)));
  }

  /** Turns the request down, for a coded reason. */
  @Post(':id/refusal')
  @HttpCode(200)
  @Can('give', 'Approval')
  @Audited('approval.declined')
  async decline(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() { reason }: DeclineApprovalDto,
  ): Promise<ApprovalDto> {
    return ApprovalDto.of(await this.queue.show(context, this.approvals.decline(context, id, reason)));
  }

  /** Takes one's own request back. */
  @Post(':id/withdrawal')
  @HttpCode(200)
  @Can('revoke', 'Approval')
  @Audited('approval.withdrawn')
  async withdraw(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<ApprovalDto> {
    return ApprovalDto.of(await this.queue.show(context, this.approvals.withdraw(context, id)));
  }

  /** Has done what was approved, once. */
  @Post(':id/execution')
  @HttpCode(200)
  @Can('use', 'Approval')
  @Audited('approval.executed')
  async execute(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<ApprovalDto> {
    return ApprovalDto.of(await this.queue.show(context, this.approvals.execute(context, id)));
  }
}
