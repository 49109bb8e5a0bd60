import { Global, Module } from '@nestjs/common';
import { ACTOR_NAMES, READER_ROLES } from '../audit';
import { AccountController } from './accounts/account.controller';
import { PeopleController } from './accounts/people.controller';
import { AccountNames, AccountRoles } from './accounts/actor-names';
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

/**
 * Wants the databases, settings, policy data, clock, log, cursors and the log of acts from global modules. It is one
 * itself for the log's sake, which shows entries with the names that it offers.
 */
@Global()
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
    { provide: ACTOR_NAMES, useClass: AccountNames },
    { provide: READER_ROLES, useClass: AccountRoles },
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
  exports: [ACTOR_NAMES, READER_ROLES, AuthGuard, ChangePassword, Clients, People, Sessions, Setup, SignIn, Tokens],
})
export class IdentityModule {}
