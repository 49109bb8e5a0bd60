import { Injectable } from '@nestjs/common';
import { type Refusal, type RequestContext, systemActor } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Settings } from '../../../platform/settings';
import { Audit } from '../../audit';
import type { Account } from '../accounts/account.entity';
import { findAccount, lockAccount, updateAccount } from '../accounts/account.repository';
import { judge } from '../accounts/sign-in-state';
import { countWrongPassword } from '../accounts/wrong-password';
import { entry, personActor } from '../entry';
import { RateLimits } from '../guard/rate-limits';
import { InvalidCredentials, NotFound, WeakPassword } from '../identity.errors';
import { endAllSessions } from '../sessions/end-sessions';
import { type OpenedSession, openSession } from '../sessions/open-session';
import { PasswordHashes } from './password-hash';
import { normalisePassword, passwordFaults, type PasswordFault } from './password-rules';

export interface PasswordChange {
  readonly current: string;
  readonly next: string;
}

/**
 * A person's own change of password: every session of theirs ends, this one too, and a new one begins. The present
 * password counts like at sign-in, so that a stolen session is no place for guessing it.
 */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly audit: Audit,
    private readonly hashes: PasswordHashes,
    private readonly limits: RateLimits,
    private readonly settings: Settings,
  ) {}

  async change(context: RequestContext, { current, next }: PasswordChange): Promise<OpenedSession> {
    const { actor } = context;
    if (actor.kind !== 'user') throw new NotFound();
    const known = await this.vault.read({ actor }, (tx) => findAccount(tx, actor.id));
    if (known === null) throw new NotFound();
    await this.limits.admitSignIn(context, known.name);
    const matches = await this.hashes.matches(known.passwordHash, current);
    const faults = passwordFaults(next, [known.name, known.displayName]);
    if (normalisePassword(next) === normalisePassword(current)) faults.push('same_as_before');
    const nextHash = matches && faults.length === 0 ? await this.hashes.make(next) : null;
    const outcome = await this.vault.transaction({ actor: systemActor }, (tx) =>
      this.decide(tx, context, { known, matches, faults, nextHash }),
    );
    if (!('token' in outcome)) throw outcome;
    await this.limits.forgetName(known.name);
    return outcome;
  }

  private async decide(
    tx: Transaction,
    context: RequestContext,
    attempt: { known: Account; matches: boolean; faults: readonly PasswordFault[]; nextHash: string | null },
  ): Promise<OpenedSession | Refusal> {
    const account = await lockAccount(tx, attempt.known.id);
    if (account === null) return new NotFound();
    const matches = attempt.matches && account.passwordHash === attempt.known.passwordHash;
    const verdict = judge(account, matches, await tx.now());
    const reason = verdict === 'open' && attempt.nextHash === null ? 'weak_password' : verdict;
    if (reason !== 'open' || attempt.nextHash === null) {
      await this.audit.record(tx, entry(context, 'account.denied', { object: account.id, reason, decision: 'deny' }));
      if (verdict === 'wrong_password') await countWrongPassword(tx, this.audit, context, account);
      return reason === 'weak_password' ? weakPassword(attempt.faults) : new InvalidCredentials();
    }
    return this.replace(tx, context, account, attempt.nextHash);
  }

  private async replace(
    tx: Transaction,
    context: RequestContext,
    account: Account,
    passwordHash: string,
  ): Promise<OpenedSession> {
    const change = {
      passwordHash,
      mustChangePassword: false,
      oneTimeUntil: null,
      failures: 0,
      pausedUntil: null,
      version: account.version + 1,
    };
    await updateAccount(tx, account.id, change);
    await this.audit.record(tx, entry(context, 'account.password.changed', { object: account.id }));
    await endAllSessions(tx, this.audit, context, account.id, 'password_changed');
    const opened = await openSession(tx, Object.assign(account, change), context, this.settings);
    const actor = personActor(account, opened.session.id);
    await this.audit.record(tx, entry({ ...context, actor }, 'session.opened', { object: opened.session.id }));
    return opened;
  }
}

/** The refusal of a new password, by rule. */
export function weakPassword(faults: readonly PasswordFault[], pointer = '/next'): WeakPassword {
  return new WeakPassword(faults.map((code) => ({ pointer, code })));
}
