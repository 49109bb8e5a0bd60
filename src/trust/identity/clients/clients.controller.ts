import { Body, Controller, Delete, Get, Header, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiConsumes } from '@nestjs/swagger';
import type { Id, RequestContext } from '../../../kernel';
import { Audited, Can, Context, Public, PageQuery } from '../../../platform/http';
import { answer } from '../answer';
import { TakesSecret } from '../guard/route-marks';
import { IdPipe } from '../id.pipe';
import { ClientsResponse, NewClientRequest, NewClientResponse, TokenForm, TokenResponse } from './clients.dto';
import { Clients } from './clients.service';
import { Tokens } from './tokens.service';

/** Credentials of programs. */
@Controller('v1/clients')
export class ClientsController {
  constructor(private readonly clients: Clients) {}

  @Get()
  @Can('read', 'Client')
  @Audited('client.listed')
  async list(@Context() context: RequestContext, @Query() query: PageQuery): Promise<ClientsResponse> {
    return answer(ClientsResponse, await this.clients.list(context, query));
  }

  @Post()
  @Can('create', 'Client')
  @Audited('client.created')
  async create(@Context() context: RequestContext, @Body() body: NewClientRequest): Promise<NewClientResponse> {
    return answer(NewClientResponse, await this.clients.createClient(context, body));
  }

  @Delete(':id')
  @HttpCode(204)
  @Can('manage', 'Client')
  @Audited('client.removed')
  revoke(@Context() context: RequestContext, @Param('id', IdPipe) id: Id): Promise<void> {
    return this.clients.revoke(context, id);
  }
}

/** Access tokens for programs. */
@Controller('v1/oauth')
export class TokenController {
  constructor(private readonly tokens: Tokens) {}

  @Post('token')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiConsumes('application/x-www-form-urlencoded')
  @Public('A program shows its secret here to become someone.')
  @Audited('client.token.issued')
  @TakesSecret()
  async issue(
    @Context() context: RequestContext,
    @Body() form: TokenForm,
    @Headers('authorization') authorization?: string,
  ): Promise<TokenResponse> {
    const { client_id: clientId, client_secret: clientSecret, scope } = form;
    return answer(TokenResponse, await this.tokens.issue(context, { authorization, clientId, clientSecret, scope }));
  }
}
