import { systemActor } from '../../../kernel';
import type { AuditDatabase } from '../../../platform/database';
import { listPrunings, pruneSome } from './pruning.repository';

/** Leaves of one transaction. */
const atOnce = 65_536;

/** Removes what the entry of this number lets go, and answers how many leaves that were. What is gone stays gone. */
export async function pruneBy(database: AuditDatabase, entry: number): Promise<number> {
  let gone = 0;
  for (let some = -1; some !== 0; gone += Math.max(some, 0))
    some = await database.transaction({ actor: systemActor }, (tx) => pruneSome(tx, entry, atOnce));
  return gone;
}

/** Leaves and personal parts that came back from elsewhere, and that an approved entry of the log has let go, go again. */
export async function pruneAgain(database: AuditDatabase): Promise<number> {
  const prunings = await database.read({ actor: systemActor }, listPrunings);
  const most = prunings.find(({ approved }) => approved);
  return most === undefined ? 0 : pruneBy(database, most.entry);
}
