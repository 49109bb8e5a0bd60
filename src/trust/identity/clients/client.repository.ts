import type { Id, Scope } from '../../../kernel';
import { isUniqueViolation, type Transaction } from '../../../platform/database';
import { NameTaken } from '../identity.errors';
import { Client } from './client.entity';

/** Throws `NameTaken`. */
export async function insertClient(tx: Transaction, client: Partial<Client>): Promise<void> {
  try {
    await tx.manager.insert(Client, client);
  } catch (error) {
    throw isUniqueViolation(error, 'client_name') ? new NameTaken() : error;
  }
}

/** A client that has neither been revoked nor expired. */
export async function findUsableClient(tx: Transaction, id: Id): Promise<Client | null> {
  return tx.manager
    .createQueryBuilder(Client, 'client')
    .where('client.id = :id AND client.revokedAt IS NULL AND now() < client.expiresAt', { id })
    .getOne();
}

export async function findClient(tx: Transaction, id: Id): Promise<Client | null> {
  return tx.manager.findOne(Client, { where: { id } });
}

/** A page of all clients, oldest first; for administrators, who see every one. */
export async function listClients(
  tx: Transaction,
  after: { at: Date; id: Id } | null,
  limit: number,
): Promise<Client[]> {
  const query = tx.manager
    .createQueryBuilder(Client, 'client')
    .orderBy('client.createdAt')
    .addOrderBy('client.id')
    .limit(limit);
  // A Date has milliseconds, the column microseconds.
  if (after !== null) query.where("(date_trunc('milliseconds', client.created_at), client.id) > (:at, :id)", after);
  return query.getMany();
}

/** Revokes a client with all its tokens, tells every node, and answers whether it still was in force. */
export async function revokeClient(tx: Transaction, id: Id): Promise<boolean> {
  const [revoked] = await tx.query<{ id: Id }>(
    `WITH revoked AS (UPDATE identity.client SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL RETURNING id)
     SELECT id FROM revoked`,
    [id],
  );
  if (revoked === undefined) return false;
  await tx.query(
    `WITH gone AS (DELETE FROM identity.token WHERE client_id = $1 RETURNING id)
     SELECT pg_notify('session_ended', id::text) FROM gone`,
    [id],
  );
  return true;
}

/** Writes a token down; answers when it ends. */
export async function insertToken(
  tx: Transaction,
  token: { id: Id; tokenHash: Buffer; clientId: Id; scopes: readonly Scope[]; seconds: number },
): Promise<void> {
  await tx.query(
    `INSERT INTO identity.token (id, token_hash, client_id, scopes, expires_at)
     VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))`,
    [token.id, token.tokenHash, token.clientId, token.scopes, token.seconds],
  );
  await tx.query('UPDATE identity.client SET last_used_at = now() WHERE id = $1', [token.clientId]);
}

/** The client and scopes of a token that is in force. */
export async function findLiveToken(
  tx: Transaction,
  tokenHash: Buffer,
): Promise<{ id: Id; client_id: Id; scopes: Scope[] } | null> {
  const [row] = await tx.query<{ id: Id; client_id: Id; scopes: Scope[] }>(
    `SELECT t.id, t.client_id, ARRAY(SELECT unnest(t.scopes) INTERSECT SELECT unnest(c.scopes)) AS scopes
       FROM identity.token t JOIN identity.client c ON c.id = t.client_id
      WHERE t.token_hash = $1 AND now() < t.expires_at AND c.revoked_at IS NULL AND now() < c.expires_at`,
    [tokenHash],
  );
  return row ?? null;
}

/** Tokens are kept for a day after their end, for what still streams under them. */
export async function forgetOldTokens(tx: Transaction): Promise<void> {
  await tx.query("DELETE FROM identity.token WHERE expires_at < now() - interval '1 day'");
}
