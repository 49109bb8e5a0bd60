import { Account } from './accounts/account.entity';
import { Client } from './clients/client.entity';

export { People } from './accounts/people.service';
export { type NewPerson, type Person } from './accounts/person';
export { type ClientFacts, Clients, type NewClient } from './clients/clients.service';
export { AuthGuard } from './guard/auth.guard';
export { IdentityModule } from './identity.module';
export { type OpenedSession, type SessionFacts } from './sessions/open-session';
export { TakesSecret } from './guard/route-marks';
export { SessionEnded } from './sessions/session-watch';
export { type Credentials, SignIn } from './sessions/sign-in.service';
export { Sessions } from './sessions/sessions.service';
export { Tokens } from './clients/tokens.service';
export { Setup } from './setup/setup.service';

/** TypeORM entities of the schema `identity`. */
export const identityEntities = [Account, Client];
