import type { Transaction } from '../../../platform/database';
import type { PolicyData } from '../../../platform/settings';

/** A policy as a start of the vault read it. */
export interface KeptPolicy {
  readonly hash: string;
  readonly files: Readonly<Record<string, string>>;
  readonly firstSeenAt: Date;
}

/** A change of the policy data in force. */
export interface PolicyChange {
  readonly hash: string;
  /** What was in force before; null at the very first start. */
  readonly previous: string | null;
}

/** Keeps the policy data that this start read. Says which change it is, or null where it was in force already. */
export async function keepPolicy(tx: Transaction, { hash, files }: PolicyData): Promise<PolicyChange | null> {
  // Nodes that start together find one change, not one each.
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('evidence.policy'))`);
  await tx.query('INSERT INTO evidence.policy (hash, files) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING', [
    hash,
    JSON.stringify(files),
  ]);
  const changes = await tx.query<PolicyChange>(
    `INSERT INTO evidence.policy_change (hash, previous)
     SELECT $1, newest.hash FROM (SELECT 1) AS one
       LEFT JOIN (SELECT hash FROM evidence.policy_change ORDER BY n DESC LIMIT 1) AS newest ON true
      WHERE newest.hash IS DISTINCT FROM $1 RETURNING hash, previous`,
    [hash],
  );
  return changes[0] ?? null;
}

export async function listPolicies(tx: Transaction, hashes: readonly string[] | null): Promise<KeptPolicy[]> {
  return tx.query(
    `SELECT hash, files, first_seen_at AS "firstSeenAt" FROM evidence.policy
      WHERE $1::text[] IS NULL OR hash = ANY($1) ORDER BY first_seen_at, hash`,
    [hashes],
  );
}
