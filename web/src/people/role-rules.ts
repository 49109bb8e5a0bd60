import type { Meta } from '../api/types';

/** Whether a role cannot be held beside those already chosen, by the policy data of the vault. */
export function excluded(role: string, chosen: readonly string[], rules: Meta['roles']): boolean {
  const excludes = (one: string, other: string) =>
    rules.some((rule) => rule.code === one && rule.excludes.includes(other));
  return chosen.some((other) => other !== role && (excludes(role, other) || excludes(other, role)));
}
