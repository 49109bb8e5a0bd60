import { Inject, Injectable } from '@nestjs/common';
import { type Id, newId, type RequestContext, type Role } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Cursors, type Page, requireMatch } from '../../../platform/http';
import { POLICY_DATA, type PolicyData } from '../../../platform/settings';
import { Audit, type AuditType } from '../../audit';
import { entry } from '../entry';
import {
  LastAdministrator,
  NameTaken,
  NotAllowed,
  NotFound,
  OwnAccount,
  OwnRoleChange,
  RoleConflict,
} from '../identity.errors';
import { newOneTimePassword, oneTimeHours } from '../passwords/one-time-password';
import { PasswordHashes } from '../passwords/password-hash';
import { endAllSessions } from '../sessions/end-sessions';
import type { EndReason } from '../sessions/session.repository';
import type { Account } from './account.entity';
import {
  findAccount,
  hasOtherAdministrator,
  insertAccount,
  listAccounts,
  listHolders,
  lockAccount,
  takeTurnOnRoles,
  updateAccount,
} from './account.repository';
import { newAccount, type NewPerson, type Person, personOf } from './person';
import { conflictingRoles, roleChanges } from './role-rules';

export interface PersonChange {
  readonly displayName?: string;
  readonly personKey?: string;
  readonly roles?: Role[];
}

/**
 * People and their roles, for administrators (and the command line, which acts as the vault itself). Nobody changes
 * their own roles, no two roles that exclude each other meet in one person, and the last administrator stays.
 */
@Injectable()
export class People {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly audit: Audit,
    private readonly hashes: PasswordHashes,
    private readonly cursors: Cursors,
    @Inject(POLICY_DATA) private readonly policy: PolicyData,
  ) {}

  async list(context: RequestContext, { cursor, limit }: { cursor?: string; limit: number }): Promise<Page<Person>> {
    await this.requireAdministrator(context);
    const position = cursor === undefined ? null : this.cursors.decode('people', cursor);
    const after = position === null ? null : { name: String(position[0]), id: String(position[1]) };
    const rows = await this.vault.transaction(context, async (tx) => {
      await this.audit.record(tx, entry(context, 'account.listed'));
      return listAccounts(tx, after, limit + 1);
    });
    return this.cursors.page('people', rows, limit, ({ name, id }) => [name, id], personOf);
  }

  /** Who is told of what concerns a role. */
  async systemHolders(tx: Transaction, role: Role): Promise<Id[]> {
    return listHolders(tx, role);
  }

  async get(context: RequestContext, id: Id): Promise<Person> {
    await this.requireAdministrator(context, id);
    return this.changing(context, id, async (tx, account) => {
      await this.audit.record(tx, entry(context, 'account.shown', { object: id }));
      return personOf(account);
    });
  }

  /** Makes an account with a one-time password, which is shown this once. Throws `NameTaken`, `RoleConflict`. */
  async createPerson(context: RequestContext, facts: NewPerson): Promise<Person & { oneTimePassword: string }> {
    await this.requireAdministrator(context);
    await this.requireFittingRoles(context, facts.roles);
    const oneTimePassword = newOneTimePassword();
    const passwordHash = await this.hashes.make(oneTimePassword);
    const id = newId();
    const making = this.vault.transaction(context, async (tx) => {
      await insertAccount(tx, {
        ...newAccount(id, facts, context),
        passwordHash,
        mustChangePassword: true,
        oneTimeUntil: await oneTimeEnd(tx),
      });
      await this.audit.record(tx, entry(context, 'account.created', { object: id }));
      await this.recordRoles(tx, context, id, [], facts.roles);
      return this.present(tx, id);
    });
    const person = await making.catch((error: unknown) => this.recordRefusal(context, error));
    return { ...person, oneTimePassword };
  }

  /** Changes the shown name, or the person key or roles of someone else. A change of roles ends their sessions. */
  async change(context: RequestContext, id: Id, change: PersonChange, ifMatch: string | undefined): Promise<Person> {
    await this.requireAdministrator(context, id);
    const { displayName, personKey, roles } = change;
    if (roles !== undefined) await this.requireOther(context, id, new OwnRoleChange(), 'own_role_change');
    if (personKey !== undefined) await this.requireOther(context, id, new OwnAccount(), 'own_account');
    if (roles !== undefined) await this.requireFittingRoles(context, roles, id);
    return this.changing(context, id, async (tx, account) => {
      requireMatch(ifMatch, personOf(account).etag);
      if (displayName !== undefined) await this.rename(tx, context, account, displayName);
      if (personKey !== undefined) await this.setPersonKey(tx, context, account, personKey);
      if (roles !== undefined) await this.giveRoles(tx, context, account, roles);
      await updateAccount(tx, id, { version: account.version + 1 });
      return this.present(tx, id);
    });
  }

  /** Ends what the person does now, and lets nobody sign in until it is unlocked. */
  async lock(context: RequestContext, id: Id): Promise<Person> {
    await this.requireAdministrator(context, id);
    await this.requireOther(context, id, new OwnAccount(), 'own_account');
    return this.changing(context, id, async (tx, account) => {
      if (account.lockReason === 'administrator') return personOf(account);
      if (account.roles.includes('administrator')) await this.requireAnotherAdministrator(tx, id);
      const version = account.version + 1;
      await updateAccount(tx, id, { lockReason: 'administrator', lockedAt: await tx.now(), version });
      await this.audit.record(tx, entry(context, 'account.locked', { object: id, reason: 'administrator' }));
      await endAllSessions(tx, this.audit, context, id, 'locked');
      return this.present(tx, id);
    });
  }

  /** Takes back a lock, whoever or whatever set it, and the count of failures with it. */
  async unlock(context: RequestContext, id: Id): Promise<Person> {
    await this.requireAdministrator(context, id);
    await this.requireOther(context, id, new OwnAccount(), 'own_account');
    return this.changing(context, id, async (tx, account) => {
      const version = account.version + 1;
      await updateAccount(tx, id, { lockReason: null, lockedAt: null, failures: 0, pausedUntil: null, version });
      const reason = account.lockReason ?? 'not_locked';
      await this.audit.record(tx, entry(context, 'account.unlocked', { object: id, reason }));
      return this.present(tx, id);
    });
  }

  /** Replaces the password by a one-time password and ends all sessions. An administrator's lock stays. */
  async resetPassword(context: RequestContext, id: Id): Promise<{ oneTimePassword: string }> {
    await this.requireAdministrator(context, id);
    await this.requireOther(context, id, new OwnAccount(), 'own_account');
    const oneTimePassword = newOneTimePassword();
    const passwordHash = await this.hashes.make(oneTimePassword);
    return this.changing(context, id, async (tx, account) => {
      const lockReason = account.lockReason === 'administrator' ? account.lockReason : null;
      await updateAccount(tx, id, {
        passwordHash,
        mustChangePassword: true,
        oneTimeUntil: await oneTimeEnd(tx),
        failures: 0,
        pausedUntil: null,
        lockReason,
        lockedAt: lockReason === null ? null : account.lockedAt,
        version: account.version + 1,
      });
      await this.audit.record(tx, entry(context, 'account.password.reset', { object: id }));
      await endAllSessions(tx, this.audit, context, id, 'password_reset');
      return { oneTimePassword };
    });
  }

  private async rename(tx: Transaction, context: RequestContext, account: Account, displayName: string): Promise<void> {
    if (displayName === account.displayName) return;
    await updateAccount(tx, account.id, { displayName });
    await this.audit.record(tx, entry(context, 'account.changed', { object: account.id, part: 'display_name' }));
  }

  private async setPersonKey(
    tx: Transaction,
    context: RequestContext,
    account: Account,
    personKey: string,
  ): Promise<void> {
    if (personKey === account.personKey) return;
    await updateAccount(tx, account.id, { personKey });
    await this.audit.record(tx, entry(context, 'account.changed', { object: account.id, part: 'person_key' }));
  }

  private async giveRoles(tx: Transaction, context: RequestContext, account: Account, roles: Role[]): Promise<void> {
    const { added, removed } = roleChanges(account.roles, roles);
    if (added.length + removed.length === 0) return;
    if (removed.includes('administrator')) await this.requireAnotherAdministrator(tx, account.id);
    await updateAccount(tx, account.id, { roles });
    await this.recordRoles(tx, context, account.id, account.roles, roles);
    await endAllSessions(tx, this.audit, context, account.id, 'roles_changed' satisfies EndReason);
  }

  /** One entry per role, so that "who could do this then" is answered by the log alone. */
  private async recordRoles(
    tx: Transaction,
    context: RequestContext,
    object: Id,
    before: readonly Role[],
    after: readonly Role[],
  ): Promise<void> {
    const { added, removed } = roleChanges(before, after);
    for (const [reason, changed] of [
      ['added', added],
      ['removed', removed],
    ] as const)
      for (const part of changed)
        await this.audit.record(tx, entry(context, 'account.roles.changed', { object, part, reason }));
  }

  /** Runs a change on a person's locked row, as someone who is an administrator at that very moment. */
  private async changing<T>(
    context: RequestContext,
    id: Id,
    work: (tx: Transaction, account: Account) => Promise<T>,
  ): Promise<T> {
    const changing = this.vault.transaction(context, async (tx) => {
      await takeTurnOnRoles(tx);
      if (!(await isStillAdministrator(tx, context))) return 'not_allowed' as const;
      const account = await lockAccount(tx, id);
      return account === null ? ('not_found' as const) : { done: await work(tx, account) };
    });
    const outcome = await changing.catch((error: unknown) => this.recordRefusal(context, error, id));
    if (typeof outcome === 'object') return outcome.done;
    return this.refuse(context, outcome === 'not_found' ? new NotFound() : new NotAllowed(), outcome, id);
  }

  private async present(tx: Transaction, id: Id): Promise<Person> {
    const account = await findAccount(tx, id);
    if (account === null) throw new NotFound();
    return personOf(account);
  }

  private async requireAdministrator(context: RequestContext, object?: Id): Promise<void> {
    const { actor } = context;
    if (actor.kind === 'system' || actor.roles.includes('administrator')) return;
    await this.refuse(context, new NotAllowed(), 'role', object);
  }

  private async requireOther(context: RequestContext, id: Id, refusal: Error, reason: string): Promise<void> {
    if (context.actor.id === id) await this.refuse(context, refusal, reason, id);
  }

  private async requireFittingRoles(context: RequestContext, roles: readonly Role[], object?: Id): Promise<void> {
    if (conflictingRoles(roles, this.policy.roles) !== null)
      await this.refuse(context, new RoleConflict(), 'role_conflict', object);
  }

  private async requireAnotherAdministrator(tx: Transaction, id: Id): Promise<void> {
    if (!(await hasOtherAdministrator(tx, id))) throw new LastAdministrator();
  }

  /** A transaction that a rule ended has taken its entries with it: the refusal gets one of its own. */
  private async recordRefusal(context: RequestContext, error: unknown, object?: Id): Promise<never> {
    if (error instanceof LastAdministrator) return this.refuse(context, error, 'last_administrator', object);
    if (error instanceof NameTaken) return this.refuse(context, error, 'name_taken');
    throw error;
  }

  private async refuse(context: RequestContext, refusal: Error, reason: string, object?: Id): Promise<never> {
    const type: AuditType = 'account.denied';
    await this.audit.recordAlone(entry(context, type, { object, reason, decision: 'deny' }));
    throw refusal;
  }
}

async function oneTimeEnd(tx: Transaction): Promise<Date> {
  return new Date((await tx.now()).getTime() + oneTimeHours * 3_600_000);
}

/** Roles may have changed between the request's first look and now. */
async function isStillAdministrator(tx: Transaction, { actor }: RequestContext): Promise<boolean> {
  if (actor.kind === 'system') return true;
  const self = await findAccount(tx, actor.id);
  return self !== null && self.lockReason !== 'administrator' && self.roles.includes('administrator');
}
