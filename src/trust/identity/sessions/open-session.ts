import { type Id, newId, newSecret, type RequestContext, type Role } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { Settings } from '../../../platform/settings';
import type { Account } from '../accounts/account.entity';
import { deviceName } from './device';
import { insertSession, type LiveSession, type SessionRow } from './session.repository';
import { hashOfSecret } from './session-token';

/** What a person's client is told about the session it works in. */
export interface SessionFacts {
  readonly id: Id;
  readonly actor: {
    readonly kind: 'user';
    readonly id: Id;
    readonly name: string;
    readonly displayName: string;
    readonly roles: readonly Role[];
  };
  readonly openedAt: Date;
  /** The end that no use puts off. */
  readonly expiresAt: Date;
  /** Minutes of silence after which it ends sooner. */
  readonly idleMinutes: number;
  readonly mustChangePassword: boolean;
}

/** A new session with the secret that only its cookie keeps. */
export interface OpenedSession {
  readonly token: string;
  readonly session: SessionFacts;
}

/** Makes a session with a secret and an id of its own: nothing of an earlier session lives on in it. */
export async function openSession(
  tx: Transaction,
  account: Account,
  { origin }: RequestContext,
  settings: Settings,
): Promise<OpenedSession> {
  const token = newSecret();
  const row = await insertSession(tx, {
    id: newId(),
    tokenHash: hashOfSecret(token),
    accountId: account.id,
    amr: ['pwd'],
    device: deviceName(origin.userAgent),
    hours: settings.sessionHours,
  });
  const { name, displayName, roles, mustChangePassword } = account;
  return { token, session: sessionFacts(row, { name, displayName, roles, mustChangePassword }, settings) };
}

export function factsOfLive(live: LiveSession, settings: Settings): SessionFacts {
  const { name, display_name: displayName, roles, must_change_password: mustChangePassword } = live;
  return sessionFacts(live, { name, displayName, roles, mustChangePassword }, settings);
}

function sessionFacts(
  row: SessionRow,
  person: Pick<Account, 'name' | 'displayName' | 'roles' | 'mustChangePassword'>,
  settings: Settings,
): SessionFacts {
  const { mustChangePassword, ...names } = person;
  return {
    id: row.id,
    actor: { kind: 'user', id: row.account_id, ...names },
    openedAt: row.opened_at,
    expiresAt: row.expires_at,
    idleMinutes: settings.sessionIdleMinutes,
    mustChangePassword,
  };
}
