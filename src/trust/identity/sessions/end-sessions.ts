import type { Id, RequestContext } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { Audit } from '../../audit';
import { entry } from '../entry';
import { type EndReason, endSessionsOf } from './session.repository';

/** Ends every session of a person, with what streams under them, and records each. */
export async function endAllSessions(
  tx: Transaction,
  audit: Audit,
  context: RequestContext,
  accountId: Id,
  reason: EndReason,
): Promise<void> {
  for (const object of await endSessionsOf(tx, accountId, reason))
    await audit.record(tx, entry(context, 'session.revoked', { object, reason }));
}
