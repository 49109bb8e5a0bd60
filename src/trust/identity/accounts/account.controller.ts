import { Body, Controller, Put, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { RequestContext } from '../../../kernel';
import { Audited, Can, Context } from '../../../platform/http';
import { answer } from '../answer';
import { WithOneTimePassword } from '../guard/route-marks';
import { ChangePassword } from '../passwords/change-password';
import { giveCookie } from '../sessions/session-cookie';
import { PasswordChangeRequest, SessionResponse } from '../sessions/sessions.dto';

/** What people do with their own account. */
@Controller('v1/account')
export class AccountController {
  constructor(private readonly passwords: ChangePassword) {}

  @Put('password')
  @Can('change', 'Account')
  @Audited('account.password.changed')
  @WithOneTimePassword()
  async changePassword(
    @Context() context: RequestContext,
    @Body() body: PasswordChangeRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionResponse> {
    return answer(SessionResponse, giveCookie(response, await this.passwords.change(context, body)));
  }
}
