import type { Id, Role } from '../../../kernel';
import { isUniqueViolation, type Transaction } from '../../../platform/database';
import { NameTaken } from '../identity.errors';
import { Account } from './account.entity';
import { localIdentityKey } from './account-name';

/** The account of a sign-in name, or null. */
export async function findAccountByName(tx: Transaction, name: string): Promise<Account | null> {
  return tx.manager.findOne(Account, { where: { identityKey: localIdentityKey(name) } });
}

/** The account of an id, or null. */
export async function findAccount(tx: Transaction, id: Id): Promise<Account | null> {
  return tx.manager.findOne(Account, { where: { id } });
}

/** The same, kept from other changes until the transaction ends. */
export async function lockAccount(tx: Transaction, id: Id): Promise<Account | null> {
  return tx.manager.findOne(Account, { where: { id }, lock: { mode: 'pessimistic_write' } });
}

/** A page of all people by name; for administrators, who see everyone. */
export async function listAccounts(
  tx: Transaction,
  after: { name: string; id: Id } | null,
  limit: number,
): Promise<Account[]> {
  const query = tx.manager
    .createQueryBuilder(Account, 'account')
    .orderBy('account.name')
    .addOrderBy('account.id')
    .limit(limit);
  if (after !== null) query.where('(account.name, account.id) > (:name, :id)', after);
  return query.getMany();
}

/** Names of people and programs by id; whoever is neither is left out. */
export async function listNames(tx: Transaction, ids: readonly Id[]): Promise<{ id: Id; name: string }[]> {
  return tx.query(
    `SELECT id, display_name AS name FROM identity.account WHERE id = ANY($1::uuid[])
     UNION ALL SELECT id, name FROM identity.client WHERE id = ANY($1::uuid[])`,
    [ids],
  );
}

/** Roles of people by id; whoever an administrator has locked is left out. */
export async function listRoles(tx: Transaction, ids: readonly Id[]): Promise<{ id: Id; roles: Role[] }[]> {
  return tx.query(
    `SELECT id, roles FROM identity.account
      WHERE id = ANY($1::uuid[]) AND lock_reason IS DISTINCT FROM 'administrator'`,
    [ids],
  );
}

/** People who hold a role and may sign in. */
export async function listHolders(tx: Transaction, role: Role): Promise<Id[]> {
  const rows = await tx.query<{ id: Id }>(
    `SELECT id FROM identity.account WHERE $1 = ANY(roles) AND lock_reason IS DISTINCT FROM 'administrator' ORDER BY id`,
    [role],
  );
  return rows.map(({ id }) => id);
}

/** Throws `NameTaken` where the person already has an account. */
export async function insertAccount(tx: Transaction, account: Partial<Account>): Promise<void> {
  try {
    await tx.manager.insert(Account, account);
  } catch (error) {
    throw isUniqueViolation(error, 'account_identity_key') ? new NameTaken() : error;
  }
}

export async function updateAccount(tx: Transaction, id: Id, change: Partial<Omit<Account, 'id'>>): Promise<void> {
  await tx.manager.update(Account, { id }, change);
}

/** Makes changes of roles and locks take turns, so that two of them never remove the last administrator together. */
export async function takeTurnOnRoles(tx: Transaction): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtext('identity.roles'))");
}

/** Whether anyone but this person is an administrator whom no administrator locked. */
export async function hasOtherAdministrator(tx: Transaction, except: Id | null): Promise<boolean> {
  const [row] = await tx.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM identity.account WHERE roles @> '{administrator}'
       AND lock_reason IS DISTINCT FROM 'administrator' AND id IS DISTINCT FROM $1) AS found`,
    [except],
  );
  return row?.found ?? false;
}
