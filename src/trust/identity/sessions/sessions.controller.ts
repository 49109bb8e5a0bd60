import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Id, RequestContext } from '../../../kernel';
import { IdPipe } from '../id.pipe';
import { Audited, Can, Context, NotAudited, NotUse, Public } from '../../../platform/http';
import { answer } from '../answer';
import { TakesSecret, WithOneTimePassword } from '../guard/route-marks';
import { giveCookie, sessionTokenOf, takeCookieBack } from './session-cookie';
import { SessionResponse, SessionsResponse, SignInRequest } from './sessions.dto';
import { Sessions } from './sessions.service';
import { SignIn } from './sign-in.service';

/** Signing in and out, and one's own sessions. */
@Controller('v1/sessions')
export class SessionsController {
  constructor(
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
  ) {}

  @Post()
  @Public('Signing in comes before being someone.')
  @Audited('session.opened')
  @TakesSecret()
  async open(
    @Context() context: RequestContext,
    @Body() body: SignInRequest,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionResponse> {
    return answer(
      SessionResponse,
      giveCookie(response, await this.signIn.open(context, body, sessionTokenOf(request))),
    );
  }

  @Get()
  @Can('read', 'Session')
  @Audited('session.listed')
  async list(@Context() context: RequestContext): Promise<SessionsResponse> {
    return answer(SessionsResponse, await this.sessions.list(context));
  }

  @Get('current')
  @Can('read', 'Session')
  @NotAudited('It repeats to the caller what its own sign-in answered.')
  @WithOneTimePassword()
  @NotUse()
  async current(@Context() context: RequestContext): Promise<SessionResponse> {
    return answer(SessionResponse, await this.sessions.current(context));
  }

  @Delete('current')
  @HttpCode(204)
  @Can('manage', 'Session')
  @Audited('session.closed')
  @WithOneTimePassword()
  async signOut(@Context() context: RequestContext, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.sessions.signOut(context);
    takeCookieBack(response);
  }

  @Delete(':id')
  @HttpCode(204)
  @Can('manage', 'Session')
  @Audited('session.revoked')
  revoke(@Context() context: RequestContext, @Param('id', IdPipe) id: Id): Promise<void> {
    return this.sessions.revoke(context, id);
  }
}
