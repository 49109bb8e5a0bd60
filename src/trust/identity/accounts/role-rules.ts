import type { Role } from '../../../kernel';

/** A role with the roles that the same person must not hold, as `config/roles.json` says. */
export interface RoleExclusion {
  readonly code: Role;
  readonly excludes: readonly Role[];
}

/** The first two roles that exclude each other (from either side), or null. */
export function conflictingRoles(held: readonly Role[], rules: readonly RoleExclusion[]): [Role, Role] | null {
  for (const { code, excludes } of rules) {
    const other = held.includes(code) ? held.find((role) => role !== code && excludes.includes(role)) : undefined;
    if (other !== undefined) return [code, other];
  }
  return null;
}

/** What a change of roles gives and takes. */
export function roleChanges(before: readonly Role[], after: readonly Role[]): { added: Role[]; removed: Role[] } {
  return {
    added: after.filter((role) => !before.includes(role)),
    removed: before.filter((role) => !after.includes(role)),
  };
}
