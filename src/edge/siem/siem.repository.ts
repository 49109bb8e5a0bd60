import type { Transaction } from '../../platform/database';
import type { SiemTarget } from './siem-target';

type Name = SiemTarget['name'];

/** Where a target stands. */
export interface TargetState {
  readonly name: Name;
  readonly next: number;
  readonly deliveredAt: Date | null;
  readonly failedAt: Date | null;
  readonly failure: string | null;
}

export async function listStates(tx: Transaction): Promise<TargetState[]> {
  const rows = await tx.query<Omit<TargetState, 'next'> & { next: string }>(
    `SELECT name, next, delivered_at AS "deliveredAt", failed_at AS "failedAt", failure FROM siem.target ORDER BY name`,
  );
  return rows.map((row) => ({ ...row, next: Number(row.next) }));
}

/** A target that was never heard of begins with the first entry. */
export async function systemFindNext(tx: Transaction, name: Name): Promise<number> {
  await tx.query('INSERT INTO siem.target (name) VALUES ($1) ON CONFLICT (name) DO NOTHING', [name]);
  const [row] = await tx.query<{ next: string }>('SELECT next FROM siem.target WHERE name = $1', [name]);
  return Number(row?.next ?? 0);
}

/** Moves on, never back: of two deliverers the slower one changes nothing. */
export async function systemMoveOn(tx: Transaction, name: Name, next: number): Promise<void> {
  await tx.query(
    `UPDATE siem.target SET next = $2, delivered_at = now(), failed_at = NULL, failure = NULL WHERE name = $1 AND next < $2`,
    [name, next],
  );
}

export async function systemNoteFailure(tx: Transaction, name: Name, failure: string): Promise<void> {
  await tx.query('UPDATE siem.target SET failed_at = now(), failure = $2 WHERE name = $1', [name, failure]);
}
