import { type Role, roles } from '../../../kernel';
import { allow, column, type Permission, type Policy } from '../policy';
import type { Approvables } from './approvable';

/**
 * Who asks, approves and sees is said by each action itself. That nobody approves their own request, through no account
 * of theirs, is decided at each step (`approval.ts`) and refused by the database too.
 */
export function approvalPolicy(approvables: Approvables): Policy {
  return {
    resource: 'Approval',
    fields: { action: column('action'), requestedBy: column('requested_by') },
    permissions: Object.fromEntries(roles.map((role) => [role, ({ id }) => permissionsOf(approvables, role, id)])),
  };
}

function permissionsOf(approvables: Approvables, role: Role, requestedBy: string): Permission[] {
  const requests = approvables.namesFor(role, 'mayRequest');
  const approves = approvables.namesFor(role, 'mayApprove');
  const starts = approvables.namesFor(role, 'mayStart');
  return [
    ...(requests.length === 0
      ? []
      : [allow(['read', 'ask'], { action: requests }), allow(['revoke'], { action: requests, requestedBy })]),
    ...(approves.length === 0 ? [] : [allow(['read', 'give'], { action: approves })]),
    ...(starts.length === 0 ? [] : [allow(['read', 'use'], { action: starts })]),
  ];
}
