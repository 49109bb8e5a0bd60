import { Injectable } from '@nestjs/common';
import { type Refusal, type RequestContext, systemActor } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Settings } from '../../../platform/settings';
import { Audit } from '../../audit';
import type { Account } from '../accounts/account.entity';
import { findAccountByName, lockAccount, updateAccount } from '../accounts/account.repository';
import { judge, type Verdict } from '../accounts/sign-in-state';
import { countWrongPassword } from '../accounts/wrong-password';
import { entry, personActor } from '../entry';
import { RateLimits } from '../guard/rate-limits';
import { AccountLocked, InvalidCredentials } from '../identity.errors';
import { PasswordHashes } from '../passwords/password-hash';
import { type OpenedSession, openSession } from './open-session';
import { endSessionOfToken } from './session.repository';
import { hashOfSecret } from './session-token';

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

/** Opens sessions. Whatever is wrong, it takes the same steps and gives the same answer; only the log tells causes apart. */
@Injectable()
export class SignIn {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly audit: Audit,
    private readonly hashes: PasswordHashes,
    private readonly limits: RateLimits,
    private readonly settings: Settings,
  ) {}

  /** `replaced` is the secret of the cookie that came along: its session ends when the new one begins. */
  async open(
    context: RequestContext,
    { name, password }: Credentials,
    replaced: string | null,
  ): Promise<OpenedSession> {
    await this.limits.admitSignIn(context, name);
    const known = await this.vault.read({ actor: systemActor }, (tx) => findAccountByName(tx, name));
    const matches = await this.hashes.matches(known?.passwordHash ?? null, password);
    const improved = known !== null && matches ? await this.improvedHash(known, password) : null;
    const outcome = await this.vault.transaction({ actor: systemActor }, (tx) =>
      known === null
        ? this.refuseUnknown(tx, context)
        : this.decide(tx, context, { known, matches, improved, replaced }),
    );
    if (!('token' in outcome)) throw outcome;
    await this.limits.forgetName(name);
    return outcome;
  }

  private async decide(
    tx: Transaction,
    context: RequestContext,
    attempt: { known: Account; matches: boolean; improved: string | null; replaced: string | null },
  ): Promise<OpenedSession | Refusal> {
    const account = await lockAccount(tx, attempt.known.id);
    if (account === null) return this.refuseUnknown(tx, context);
    // A password that was replaced while it was being checked no longer counts.
    const matches = attempt.matches && account.passwordHash === attempt.known.passwordHash;
    const now = await tx.now();
    const verdict = judge(account, matches, now);
    if (verdict !== 'open') return this.refuse(tx, context, account, verdict);
    await updateAccount(tx, account.id, {
      failures: 0,
      pausedUntil: null,
      lastSignInAt: now,
      ...(attempt.improved === null ? {} : { passwordHash: attempt.improved }),
    });
    if (attempt.replaced !== null) await this.endReplaced(tx, context, attempt.replaced);
    const opened = await openSession(tx, account, context, this.settings);
    const actor = personActor(account, opened.session.id);
    const reason = account.mustChangePassword ? 'one_time_password' : undefined;
    await this.audit.record(tx, entry({ ...context, actor }, 'session.opened', { object: opened.session.id, reason }));
    return opened;
  }

  private async refuse(
    tx: Transaction,
    context: RequestContext,
    account: Account,
    verdict: Exclude<Verdict, 'open'>,
  ): Promise<Refusal> {
    const actor = personActor({ id: account.id, roles: [] }, null);
    const denial = { object: account.id, reason: verdict, decision: 'deny' } as const;
    await this.audit.record(tx, entry({ ...context, actor }, 'session.denied', denial));
    if (verdict === 'wrong_password') await countWrongPassword(tx, this.audit, context, account);
    return verdict === 'locked_by_administrator' ? new AccountLocked() : new InvalidCredentials();
  }

  private async refuseUnknown(tx: Transaction, context: RequestContext): Promise<Refusal> {
    // What was typed is not kept: it is now and then a password in the wrong field.
    await this.audit.record(tx, entry(context, 'session.denied', { reason: 'unknown_name', decision: 'deny' }));
    return new InvalidCredentials();
  }

  private async endReplaced(tx: Transaction, context: RequestContext, token: string): Promise<void> {
    const ended = await endSessionOfToken(tx, hashOfSecret(token), 'replaced');
    if (ended === null) return;
    const actor = personActor({ id: ended.accountId, roles: [] }, ended.id);
    const record = entry({ ...context, actor }, 'session.closed', { object: ended.id, reason: 'replaced' });
    await this.audit.record(tx, record);
  }

  private async improvedHash(account: Account, password: string): Promise<string | null> {
    return this.hashes.isOutdated(account.passwordHash) ? this.hashes.make(password) : null;
  }
}
