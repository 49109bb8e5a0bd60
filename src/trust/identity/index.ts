import { Account } from './accounts/account.entity';
import { Client } from './clients/client.entity';

export { type NewPerson, People, type Person } from './accounts/people.service';
export { type ClientFacts, Clients, type NewClient } from './clients/clients.service';
export { AuthGuard } from './guard/auth.guard';
export { IdentityModule } from './identity.module';
export { ChangePassword } from './passwords/change-password';
export { type OpenedSession, type SessionFacts } from './sessions/open-session';
export { SessionEnded } from './sessions/session-watch';
export { Sessions } from './sessions/sessions.service';
export { SignIn } from './sessions/sign-in.service';
export { Tokens } from './clients/tokens.service';
export { Setup } from './setup/setup.service';

/** TypeORM entities of the schema `identity`. */
export const identityEntities = [Account, Client];
