import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../../kernel';
import { Audited, Can, Context } from '../../../platform/http';
import { IdPipe } from '../../../trust/access';
import { ListPlanItemsDto } from '../destruction.dto';
import { DecidePeople } from './decide-people';
import { DecidePeopleDto, PeopleQuestionDto, PeopleQuestionsDto } from './people.dto';

/** Items on which others are, when the person whose item it is ends: a human decides about each. */
@ApiTags('destruction')
@Controller('v1')
export class PeopleController {
  constructor(private readonly deciding: DecidePeople) {}

  @Post('media/:id/people-decisions')
  @HttpCode(200)
  @Can('change', 'Destruction')
  @Audited('destruction.people.decided')
  @ApiOperation({ summary: 'Decides what becomes of an item on which others are, when its person ends.' })
  async decide(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() body: DecidePeopleDto,
  ): Promise<PeopleQuestionDto> {
    return PeopleQuestionDto.of(await this.deciding.decide(context, id, body.decided()));
  }

  @Get('subjects/:id/people-decisions')
  @Can('read', 'Destruction')
  @Audited('destruction.people.listed')
  @ApiOperation({ summary: 'A person’s items on which others are, with what was decided and what is open.' })
  async list(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Query() { after, limit }: ListPlanItemsDto,
  ): Promise<PeopleQuestionsDto> {
    return PeopleQuestionsDto.of(await this.deciding.list(context, id, { after: after ?? null, limit }));
  }
}
