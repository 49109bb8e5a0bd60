import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { RequestContext } from '../../../kernel';
import { IdPipe } from '../id.pipe';
import { Audited, Can, Context, RepeatSafe } from '../../../platform/http';
import { Grants } from './grant.service';
import {
  DecideGrantDto,
  GrantDto,
  GrantPageDto,
  ListGrantsDto,
  PostGrantDto,
  queryFrom,
  termsFrom,
} from './grants.dto';

@Controller('v1/grants')
export class GrantsController {
  constructor(private readonly grants: Grants) {}

  /** Asks for a grant, or gives one to somebody else. */
  @Post()
  @Can('read', 'Grant')
  @Audited('grant.requested')
  @RepeatSafe()
  async post(@Context() context: RequestContext, @Body() body: PostGrantDto): Promise<GrantDto> {
    return GrantDto.of(await this.grants.post(context, body.actor ?? null, termsFrom(body)));
  }

  @Get()
  @Can('read', 'Grant')
  @Audited('grant.listed')
  async list(@Context() context: RequestContext, @Query() query: ListGrantsDto): Promise<GrantPageDto> {
    return GrantPageDto.of(await this.grants.list(context, queryFrom(query)));
  }

  /** Gives or refuses what was asked for. */
  @Post(':id/approval')
  @HttpCode(200)
  @Can('give', 'Grant')
  @Audited('grant.approved')
  async decide(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() body: DecideGrantDto,
  ): Promise<GrantDto> {
    return GrantDto.of(await this.grants[decisions[body.decision]](context, id));
  }

  /** Ends a grant at once. */
  @Post(':id/revocation')
  @HttpCode(200)
  @Can('revoke', 'Grant')
  @Audited('grant.revoked')
  async revoke(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<GrantDto> {
    return GrantDto.of(await this.grants.revoke(context, id));
  }
}

const decisions = { give: 'approve', refuse: 'refuse' } as const;
