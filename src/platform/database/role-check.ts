import type { Database } from './database';
import type { DatabaseRole } from './provision';
import { systemActor } from '../../kernel';

/** A database role holds more than it may: the vault does not start. */
export class RoleTooStrong extends Error {
  constructor(role: DatabaseRole, reason: string) {
    super(`The database role ${role} ${reason}. Give the vault its own roles (docs/operating.md) and start again.`);
    this.name = 'RoleTooStrong';
  }
}

interface RoleFacts {
  name: string;
  strong: boolean;
  owned: number;
  unforced: number;
}

/**
 * Refuses a connection that could go round the rules: a superuser, a role that bypasses row security, or one that owns
 * what it should only use. Tables with row security must force it on their owner too.
 */
export async function assertRole(database: Database, role: DatabaseRole, mayOwn: string | null): Promise<void> {
  const facts = await database.read({ actor: systemActor }, async (tx) => {
    const [row] = await tx.query<RoleFacts>(
      `SELECT current_user::text AS name, (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb) AS strong,
              (SELECT count(*)::int FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p') AND n.nspname IS DISTINCT FROM $1) AS owned,
              (SELECT count(*)::int FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity) AS unforced
         FROM pg_roles r WHERE rolname = current_user`,
      [mayOwn],
    );
    return row;
  });
  if (facts === undefined || facts.name !== role) throw new RoleTooStrong(role, 'is not the one that is connected');
  if (facts.strong) throw new RoleTooStrong(role, 'has administrator rights');
  if (facts.owned > 0) throw new RoleTooStrong(role, 'owns tables that it may only use');
  if (facts.unforced > 0) throw new RoleTooStrong(role, 'meets tables whose row security is not forced');
}
