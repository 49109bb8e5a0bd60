import { allow, column, type Policy } from './policy';

/*
 * Rules about what our neighbours in this layer keep: they may not import access, so their rules live here. Which part
 * of the log a role sees is scoped by the log itself.
 */

const none = {};

export const neighbourPolicies: readonly Policy[] = [
  {
    resource: 'Person',
    fields: none,
    permissions: { administrator: () => [allow(['read', 'create', 'change', 'manage'])] },
  },
  {
    resource: 'Client',
    fields: none,
    permissions: { administrator: () => [allow(['read', 'create', 'change', 'manage'])] },
  },
  {
    resource: 'Session',
    fields: { actorId: column('actor_id') },
    permissions: { person: (actor) => [allow(['read', 'change', 'manage', 'use'], { actorId: actor.id })] },
  },
  {
    resource: 'Account',
    fields: { actorId: column('id') },
    permissions: { person: (actor) => [allow(['read', 'change', 'manage', 'use'], { actorId: actor.id })] },
  },
  {
    resource: 'AuditEntry',
    fields: none,
    permissions: {
      compliance_officer: () => [allow(['read'])],
      dpo: () => [allow(['read'])],
      records_manager: () => [allow(['read'])],
      administrator: () => [allow(['read'])],
      key_administrator: () => [allow(['read'])],
      'audit:read': () => [allow(['read'])],
    },
  },
  { resource: 'Keys', fields: none, permissions: { key_administrator: () => [allow(['read', 'manage'])] } },
  { resource: 'System', fields: none, permissions: { key_administrator: () => [allow(['read'])] } },
];
