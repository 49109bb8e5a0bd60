import { Module } from '@nestjs/common';
import { AccountController } from './accounts/account.controller';
import { PeopleController } from './accounts/people.controller';
import { People } from './accounts/people.service';
import { ClientsController, TokenController } from './clients/clients.controller';
import { Clients } from './clients/clients.service';
import { Tokens } from './clients/tokens.service';
import { AuthGuard } from './guard/auth.guard';
import { RateLimits } from './guard/rate-limits';
import { ChangePassword } from './passwords/change-password';
import { PasswordHashes } from './passwords/password-hash';
import { SessionWatch } from './sessions/session-watch';
import { SessionsController } from './sessions/sessions.controller';
import { Sessions } from './sessions/sessions.service';
import { SignIn } from './sessions/sign-in.service';
import { SetupController } from './setup/setup.controller';
import { Setup } from './setup/setup.service';

/** Wants the databases, settings, policy data, clock, log, cursors and the log of acts from global modules. */
@Module({
  controllers: [
    SessionsController,
    AccountController,
    PeopleController,
    ClientsController,
    TokenController,
    SetupController,
  ],
  providers: [
    AuthGuard,
    ChangePassword,
    Clients,
    PasswordHashes,
    People,
    RateLimits,
    Sessions,
    SessionWatch,
    Setup,
    SignIn,
    Tokens,
  ],
  exports: [AuthGuard, ChangePassword, Clients, People, Sessions, Setup, SignIn, Tokens],
})
export class IdentityModule {}
