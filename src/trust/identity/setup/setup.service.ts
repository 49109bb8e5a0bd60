import { Injectable } from '@nestjs/common';
import { type Actor, newId, newSecret, Refusal, type RequestContext, systemActor } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Audit } from '../../audit';
import { findAccount, hasOtherAdministrator, insertAccount, takeTurnOnRoles } from '../accounts/account.repository';
import { newAccount, type Person, personOf } from '../accounts/person';
import { entry } from '../entry';
import { RateLimits } from '../guard/rate-limits';
import { InvalidSetupLink, NameTaken } from '../identity.errors';
import { weakPassword } from '../passwords/change-password';
import { PasswordHashes } from '../passwords/password-hash';
import { passwordFaults } from '../passwords/password-rules';
import { hashOfSecret, isSessionToken } from '../sessions/session-token';
import { noteSetupAccount, replaceSetupLink, useSetupLink } from './setup.repository';

export interface FirstAdministrator {
  readonly token: string;
  readonly name: string;
  readonly displayName: string;
  readonly password: string;
}

const linkHours = 24;

/** The first run: a link that is printed once makes the first administrator, and nothing after that. */
@Injectable()
export class Setup {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly audit: Audit,
    private readonly hashes: PasswordHashes,
    private readonly limits: RateLimits,
  ) {}

  /** Whether the vault has no administrator who could sign in. */
  async isNeeded(): Promise<boolean> {
    return !(await this.vault.read({ actor: systemActor }, (tx) => hasOtherAdministrator(tx, null)));
  }

  /** A secret for the link that is printed at the first start; earlier links end. Null where an administrator exists. */
  async createSetupLink(): Promise<{ token: string; expiresAt: Date } | null> {
    const token = newSecret();
    return this.vault.transaction({ actor: systemActor }, async (tx) => {
      await takeTurnOnRoles(tx);
      if (await hasOtherAdministrator(tx, null)) return null;
      return { token, expiresAt: await replaceSetupLink(tx, newId(), hashOfSecret(token), linkHours) };
    });
  }

  /** Throws `InvalidSetupLink`, `WeakPassword`, `NameTaken`; a refused password leaves the link as it is. */
  async complete(context: RequestContext, facts: FirstAdministrator): Promise<Person> {
    await this.limits.admitSetup(context);
    const faults = passwordFaults(facts.password, [facts.name, facts.displayName]);
    if (!isSessionToken(facts.token)) return this.refuse(context, new InvalidSetupLink());
    if (faults.length > 0) return this.refuse(context, weakPassword(faults, '/password'));
    const passwordHash = await this.hashes.make(facts.password);
    const making = this.vault.transaction({ actor: systemActor }, (tx) => this.make(tx, context, facts, passwordHash));
    return making.catch((error: unknown) => this.refuse(context, error));
  }

  private async make(
    tx: Transaction,
    context: RequestContext,
    facts: FirstAdministrator,
    passwordHash: string,
  ): Promise<Person> {
    await takeTurnOnRoles(tx);
    const link = await useSetupLink(tx, hashOfSecret(facts.token));
    if (link === null || (await hasOtherAdministrator(tx, null))) throw new InvalidSetupLink();
    const id = newId();
    const { name, displayName } = facts;
    // Whoever holds the link becomes this person: the entries name the account as the one who acted.
    const actor: Actor = { kind: 'user', id, roles: ['administrator'], scopes: [], sessionId: null, amr: [] };
    const account = newAccount(id, { name, displayName, roles: ['administrator'] }, { ...context, actor });
    await insertAccount(tx, { ...account, passwordHash, mustChangePassword: false });
    await noteSetupAccount(tx, link, id);
    await this.audit.record(tx, entry({ ...context, actor }, 'account.setup', { object: id }));
    const change = { object: id, part: 'administrator', reason: 'added' };
    await this.audit.record(tx, entry({ ...context, actor }, 'account.roles.changed', change));
    const made = await findAccount(tx, id);
    if (made === null) throw new InvalidSetupLink();
    return personOf(made);
  }

  private async refuse(context: RequestContext, error: unknown): Promise<never> {
    const isOurs = error instanceof Refusal && ['invalid_setup_link', 'weak_password', 'conflict'].includes(error.code);
    if (isOurs || error instanceof NameTaken)
      await this.audit.recordAlone(entry(context, 'account.denied', { reason: error.code, decision: 'deny' }));
    throw error;
  }
}
