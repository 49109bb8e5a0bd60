import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { VerificationResult } from './verification-result';

export async function addVerification(
  tx: Transaction,
  row: { id: Id; askedBy: Id; result: VerificationResult },
): Promise<void> {
  const { id, askedBy, result } = row;
  await tx.query(
    `INSERT INTO audit.verification (id, started_at, finished_at, asked_by, size, intact, result)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [id, result.startedAt, result.finishedAt, askedBy, result.entries.expected, result.intact, JSON.stringify(result)],
  );
}

export async function findLatestVerification(tx: Transaction): Promise<VerificationResult | null> {
  const [row] = await tx.query<{ result: VerificationResult }>(
    'SELECT result FROM audit.verification ORDER BY finished_at DESC, id DESC LIMIT 1',
  );
  return row?.result ?? null;
}
