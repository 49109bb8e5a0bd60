import type { Meta, Role } from '../api/types';

/** Whether a role cannot be held beside those already chosen, by the policy data of the vault. */
export function excluded(role: Role, chosen: readonly Role[], rules: Meta['roles']): boolean {
  const excludes = (one: Role, other: Role) => rules.some((rule) => rule.code === one && rule.excludes.includes(other));
  return chosen.some((other) => other !== role && (excludes(role, other) || excludes(other, role)));
}
