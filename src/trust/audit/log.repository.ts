import type { Transaction } from '../../platform/database';
import type { Id } from '../../kernel';

export interface SealedEntry {
  readonly id: Id;
  readonly n: number;
}

/** The numbers of those entries that are sealed by now. */
export async function findSealed(tx: Transaction, ids: readonly Id[]): Promise<SealedEntry[]> {
  const rows = await tx.query<{ id: Id; n: string }>('SELECT id, n FROM audit.leaf WHERE id = ANY($1::uuid[])', [ids]);
  return rows.map(({ id, n }) => ({ id, n: Number(n) }));
}
