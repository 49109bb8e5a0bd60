import type { RequestContext } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { Audit } from '../../audit';
import { entry, personActor } from '../entry';
import type { Account } from './account.entity';
import { updateAccount } from './account.repository';
import { afterFailure } from './sign-in-state';

/** Counts a wrong password on a locked row, and records the lock that it may bring. */
export async function countWrongPassword(
  tx: Transaction,
  audit: Audit,
  { origin }: RequestContext,
  account: Account,
): Promise<void> {
  const now = await tx.now();
  const { failures, pausedUntil, lockReason } = afterFailure(account, now);
  const locks = lockReason !== account.lockReason;
  await updateAccount(tx, account.id, { failures, pausedUntil, lockReason, ...(locks ? { lockedAt: now } : {}) });
  if (!locks) return;
  // Who typed is unknown; whose account it is, is not.
  const actor = personActor({ id: account.id, roles: [] }, null);
  await audit.record(tx, entry({ actor, origin }, 'account.locked', { object: account.id, reason: 'failures' }));
}
