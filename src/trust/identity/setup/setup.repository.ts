import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';

/** Writes a link down and takes back every earlier one that was not used. */
export async function replaceSetupLink(tx: Transaction, id: Id, tokenHash: Buffer, hours: number): Promise<Date> {
  await tx.query('DELETE FROM identity.setup_link WHERE used_at IS NULL');
  const [row] = await tx.query<{ expires_at: Date }>(
    `INSERT INTO identity.setup_link (id, token_hash, expires_at) VALUES ($1, $2, now() + make_interval(hours => $3))
     RETURNING expires_at`,
    [id, tokenHash, hours],
  );
  if (row === undefined) throw new Error('the setup link was not written');
  return row.expires_at;
}

/** Uses a link up: of two who come with the same one, the second finds it used. */
export async function useSetupLink(tx: Transaction, tokenHash: Buffer): Promise<Id | null> {
  const [row] = await tx.query<{ id: Id }>(
    `WITH used AS (UPDATE identity.setup_link SET used_at = now()
       WHERE token_hash = $1 AND used_at IS NULL AND now() < expires_at RETURNING id)
     SELECT id FROM used`,
    [tokenHash],
  );
  return row?.id ?? null;
}

export async function noteSetupAccount(tx: Transaction, id: Id, accountId: Id): Promise<void> {
  await tx.query('UPDATE identity.setup_link SET account_id = $2 WHERE id = $1', [id, accountId]);
}
