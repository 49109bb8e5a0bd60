import type { Id, RequestContext, Role } from '../../../kernel';
import { etagOf } from '../../../platform/http';
import type { Account } from './account.entity';
import { localIdentityKey } from './account-name';

/** A person as administrators see them. */
export interface Person {
  readonly id: Id;
  readonly name: string;
  readonly displayName: string;
  /** Accounts with the same key belong to one human, who counts once wherever several people have to agree. */
  readonly personKey: string | null;
  readonly roles: Role[];
  readonly locked: boolean;
  readonly lockReason: 'administrator' | 'failures' | null;
  readonly mustChangePassword: boolean;
  readonly lastSignInAt: Date | null;
  readonly createdAt: Date;
  /** For `If-Match` of the next change. */
  readonly etag: string;
}

export interface NewPerson {
  readonly name: string;
  readonly displayName: string;
  readonly personKey?: string;
  readonly roles: Role[];
}

/** The columns that every new local account begins with. */
export function newAccount(
  id: Id,
  { name, displayName, personKey, roles }: NewPerson,
  { actor }: RequestContext,
): Partial<Account> {
  const identityKey = localIdentityKey(name);
  return { id, identityKey, name: name.trim(), displayName, personKey: personKey ?? null, roles, createdBy: actor.id };
}

export function personOf(account: Account): Person {
  const { id, name, displayName, personKey, roles, lockReason, mustChangePassword, lastSignInAt, createdAt, version } =
    account;
  const etag = etagOf(id, version);
  return {
    id,
    name,
    displayName,
    personKey,
    roles,
    locked: lockReason !== null,
    lockReason,
    mustChangePassword,
    lastSignInAt,
    createdAt,
    etag,
  };
}
