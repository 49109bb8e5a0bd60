import { Body, Controller, Post } from '@nestjs/common';
import type { RequestContext } from '../../../kernel';
import { Audited, Context, Public } from '../../../platform/http';
import { answer } from '../answer';
import { PersonResponse } from '../accounts/people.dto';
import { TakesSecret } from '../guard/route-marks';
import { SetupRequest } from './setup.dto';
import { Setup } from './setup.service';

/** The first run. */
@Controller('v1/setup')
export class SetupController {
  constructor(private readonly setup: Setup) {}

  @Post()
  @Public('The one-time link that the vault prints is the proof.')
  @Audited('account.setup')
  @TakesSecret()
  async complete(@Context() context: RequestContext, @Body() body: SetupRequest): Promise<PersonResponse> {
    return answer(PersonResponse, await this.setup.complete(context, body));
  }
}
