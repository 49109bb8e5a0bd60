import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../kernel';
import { Audited, Can, Context, RepeatSafe } from '../../platform/http';
import { ApprovalDto, ApprovalQueue, IdPipe } from '../../trust/access';
import { RequestReportDto, RequestReportQueryDto } from './register/figures.dto';
import { PostPlanDto, RequestPlanDto } from './plan/plan.dto';
import { PlanRequest } from './plan/plan-request.service';
import { RefuseRequest } from './steps/refuse-request';
import { RequestReading } from './register/request-reading.service';
import { RequestRegister } from './register/request-register.service';
import { ForwardRequest } from './steps/forward-request';
import { RequestSteps } from './steps/request-steps.service';
import {
  ListRequestsDto,
  PostRequestDto,
  SubjectRequestDto,
  SubjectRequestPageDto,
  WholeSubjectRequestDto,
} from './register/requests.dto';
import {
  AnswerDto,
  ExtensionDto,
  IdentityDto,
  InstructionDto,
  LetterDto,
  PauseDto,
  PostLetterDto,
  RefusalDto,
} from './steps/steps.dto';

@ApiTags('subject requests')
@Controller('v1')
export class RequestsController {
  constructor(
    private readonly register: RequestRegister,
    private readonly reading: RequestReading,
    private readonly steps: RequestSteps,
    private readonly forwarding: ForwardRequest,
    private readonly planning: PlanRequest,
    private readonly refusing: RefuseRequest,
    private readonly queue: ApprovalQueue,
  ) {}

  @Post('subject-requests')
  @Can('create', 'SubjectRequest')
  @Audited('request.received')
  @RepeatSafe()
  @ApiOperation({ summary: 'Records what a person asks for. Its clocks start when the organisation got it.' })
  async post(@Context() context: RequestContext, @Body() body: PostRequestDto): Promise<SubjectRequestDto> {
    return SubjectRequestDto.of(await this.register.receive(context, PostRequestDto.intake(body)));
  }

  @Get('subject-requests')
  @Can('read', 'SubjectRequest')
  @Audited('request.listed')
  @ApiOperation({ summary: 'The register, by the day that is due first.' })
  async list(
    @Context() context: RequestContext,
    @Query() { limit, queue, ...query }: ListRequestsDto,
  ): Promise<SubjectRequestPageDto> {
    const wanted = { ...query, open: queue === 'open', overdue: queue === 'overdue' };
    return SubjectRequestPageDto.of(await this.reading.list(context, { ...wanted, limit }));
  }

  @Get('subject-requests/:id')
  @Can('read', 'SubjectRequest')
  @Audited('request.shown')
  @ApiOperation({ summary: 'One request with its own file.' })
  async get(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<WholeSubjectRequestDto> {
    return WholeSubjectRequestDto.ofWhole(await this.reading.get(context, id));
  }

  @Post('subject-requests/:id/identity')
  @HttpCode(204)
  @Can('change', 'SubjectRequest')
  @Audited('request.identified')
  @ApiOperation({
    summary: 'Says who asks, by what is known already. Asking for more pauses the clock where the law does.',
  })
  async identify(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() finding: IdentityDto,
  ): Promise<void> {
    await this.steps.identify(context, id, finding);
  }

  @Post('subject-requests/:id/forwarding')
  @HttpCode(204)
  @Can('change', 'SubjectRequest')
  @Audited('request.forwarded')
  @ApiOperation({ summary: 'Notes that the controller was given the request; nothing is said to the person.' })
  async forward(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<void> {
    await this.forwarding.forward(context, id);
  }

  @Post('subject-requests/:id/instructions')
  @HttpCode(204)
  @Can('change', 'SubjectRequest')
  @Audited('request.instructed')
  @ApiOperation({ summary: 'Notes what the controller instructed. Only then the request goes on.' })
  async instruct(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() instruction: InstructionDto,
  ): Promise<void> {
    await this.forwarding.instruct(context, id, instruction);
  }

  @Post('subject-requests/:id/pauses')
  @HttpCode(204)
  @Can('change', 'SubjectRequest')
  @Audited('request.paused')
  async pause(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() { reason }: PauseDto,
  ): Promise<void> {
    await this.steps.pause(context, id, reason);
  }

  @Post('subject-requests/:id/resumptions')
  @HttpCode(204)
  @Can('change', 'SubjectRequest')
  @Audited('request.resumed')
  async resume(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<void> {
    await this.steps.resume(context, id);
  }

  @Post('subject-requests/:id/extensions')
  @HttpCode(204)
  @Can('change', 'SubjectRequest')
  @Audited('request.extended')
  @ApiOperation({ summary: 'Takes more time, once, within the first period. The person has to be told why.' })
  async extend(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() { reason }: ExtensionDto,
  ): Promise<void> {
    await this.steps.extend(context, id, reason);
  }

  @Post('subject-requests/:id/acknowledgements')
  @HttpCode(204)
  @Can('change', 'SubjectRequest')
  @Audited('request.acknowledged')
  async acknowledge(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<void> {
    await this.steps.acknowledge(context, id);
  }

  @Post('subject-requests/:id/refusals')
  @Can('ask', 'Approval')
  @Audited('approval.requested')
  @RepeatSafe()
  @ApiOperation({ summary: 'Asks for the refusal of the whole request; a second person in another role approves it.' })
  async refuse(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() { ground }: RefusalDto,
  ): Promise<ApprovalDto> {
    return ApprovalDto.of(await this.queue.show(context, this.refusing.ask(context, id, ground)));
  }

  @Post('subject-requests/:id/plan')
  @HttpCode(200)
  @Can('change', 'SubjectRequest')
  @Audited('request.planned')
  @ApiOperation({ summary: 'Works out what the law allows for each item, from how things stand now.' })
  async plan(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() body: PostPlanDto,
  ): Promise<RequestPlanDto> {
    return RequestPlanDto.of(await this.planning.plan(context, id, PostPlanDto.said(body)));
  }

  @Get('subject-requests/:id/plan')
  @Can('read', 'SubjectRequest')
  @Audited('request.shown')
  @ApiOperation({ summary: 'The plan as it was worked out last.' })
  async showPlan(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<RequestPlanDto> {
    return RequestPlanDto.of(await this.planning.show(context, id));
  }

  @Post('subject-requests/:id/letters')
  @HttpCode(200)
  @Can('open', 'SubjectRequest')
  @Audited('request.shown')
  @ApiOperation({ summary: 'Drafts the answer: what happens to the items, by which law, remedies and contact.' })
  async draft(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() { contact }: PostLetterDto,
  ): Promise<LetterDto> {
    return { text: await this.planning.draftLetter(context, id, contact) };
  }

  @Post('subject-requests/:id/answers')
  @HttpCode(204)
  @Can('change', 'SubjectRequest')
  @Audited('request.answered')
  async answer(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() { outcome, text }: AnswerDto,
  ): Promise<void> {
    await this.steps.answer(context, id, { outcome, text });
  }

  @Post('subject-requests/:id/closing')
  @HttpCode(204)
  @Can('change', 'SubjectRequest')
  @Audited('request.closed')
  async close(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<void> {
    await this.steps.close(context, id);
  }

  @Get('reports/requests')
  @Can('read', 'SubjectRequest')
  @Audited('request.listed')
  @ApiOperation({ summary: 'Requests by month, law and type, with their outcomes and how long the answers took.' })
  async report(
    @Context() context: RequestContext,
    @Query() { months = 24 }: RequestReportQueryDto,
  ): Promise<RequestReportDto> {
    return RequestReportDto.of(await this.reading.figures(context, months));
  }
}
