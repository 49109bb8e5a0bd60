import type { Transaction } from '../../../platform/database';
import type { PolicyData } from '../../../platform/settings';

/** A policy as a start of the vault read it. */
export interface KeptPolicy {
  readonly hash: string;
  readonly files: Readonly<Record<string, string>>;
  readonly firstSeenAt: Date;
}

export async function keepPolicy(tx: Transaction, { hash, files }: PolicyData): Promise<void> {
  await tx.query('INSERT INTO evidence.policy (hash, files) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING', [
    hash,
    JSON.stringify(files),
  ]);
}

export async function listPolicies(tx: Transaction, hashes: readonly string[] | null): Promise<KeptPolicy[]> {
  return tx.query(
    `SELECT hash, files, first_seen_at AS "firstSeenAt" FROM evidence.policy
      WHERE $1::text[] IS NULL OR hash = ANY($1) ORDER BY first_seen_at, hash`,
    [hashes],
  );
}
