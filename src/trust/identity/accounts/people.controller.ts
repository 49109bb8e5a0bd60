import { Body, Controller, Get, Headers, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { answer } from '../answer';
import { IdPipe } from '../id.pipe';
import { Audited, Can, Context, PageQuery } from '../../../platform/http';
import {
  NewPersonRequest,
  NewPersonResponse,
  OneTimePasswordResponse,
  PeopleResponse,
  PersonChangeRequest,
  PersonResponse,
} from './people.dto';
import { People } from './people.service';

/** People, their roles and locks. */
@Controller('v1/people')
export class PeopleController {
  constructor(private readonly people: People) {}

  @Get()
  @Can('read', 'Person')
  @Audited('account.listed')
  async list(@Context() context: RequestContext, @Query() query: PageQuery): Promise<PeopleResponse> {
    return answer(PeopleResponse, await this.people.list(context, query));
  }

  @Post()
  @Can('create', 'Person')
  @Audited('account.created')
  async create(@Context() context: RequestContext, @Body() body: NewPersonRequest): Promise<NewPersonResponse> {
    return answer(NewPersonResponse, await this.people.createPerson(context, body));
  }

  @Get(':id')
  @Can('read', 'Person')
  @Audited('account.shown')
  async get(@Context() context: RequestContext, @Param('id', IdPipe) id: Id): Promise<PersonResponse> {
    return answer(PersonResponse, await this.people.get(context, id));
  }

  @Patch(':id')
  @Can('change', 'Person')
  @Audited('account.changed')
  async change(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: Id,
    @Body() body: PersonChangeRequest,
    @Headers('if-match') ifMatch?: string,
  ): Promise<PersonResponse> {
    return answer(PersonResponse, await this.people.change(context, id, body, ifMatch));
  }

  @Post(':id/lock')
  @HttpCode(200)
  @Can('manage', 'Person')
  @Audited('account.locked')
  async lock(@Context() context: RequestContext, @Param('id', IdPipe) id: Id): Promise<PersonResponse> {
    return answer(PersonResponse, await this.people.lock(context, id));
  }

  @Post(':id/unlock')
  @HttpCode(200)
  @Can('manage', 'Person')
  @Audited('account.unlocked')
  async unlock(@Context() context: RequestContext, @Param('id', IdPipe) id: Id): Promise<PersonResponse> {
    return answer(PersonResponse, await this.people.unlock(context, id));
  }

  @Post(':id/password-reset')
  @HttpCode(200)
  @Can('manage', 'Person')
  @Audited('account.password.reset')
  async resetPassword(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: Id,
  ): Promise<OneTimePasswordResponse> {
    return answer(OneTimePasswordResponse, await this.people.resetPassword(context, id));
  }
}
