import { type Actor, scopes } from '../../kernel';
import { allow, column, type Permission, type Policy } from './policy';

/*
 * Rules about what our neighbours in this layer, and the layer below, keep: they may not import access, so their rules
 * live here.
 */

const none = {};

const ownWork = (actor: Actor): readonly Permission[] => [allow(['read', 'change'], { actorId: actor.id })];

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
    // The log scopes its own rows by role and area; this only says who may come to it, and who may have it verified.
    resource: 'AuditEntry',
    fields: none,
    permissions: {
      compliance_officer: () => [allow(['read', 'use'])],
      dpo: () => [allow(['read', 'use'])],
      administrator: () => [allow(['read'])],
      key_administrator: () => [allow(['read'])],
      records_manager: () => [allow(['read'])],
      'audit:read': () => [allow(['read'])],
    },
  },
  { resource: 'Keys', fields: none, permissions: { key_administrator: () => [allow(['read', 'manage'])] } },
  {
    resource: 'Operation',
    fields: { actorId: column('actor_id') },
    permissions: { person: ownWork, ...Object.fromEntries(scopes.map((scope) => [scope, ownWork])) },
  },
  { resource: 'Notification', fields: { actorId: column('person_id') }, permissions: { person: ownWork } },
  {
    // Whoever may come to the log may keep a question to it.
    resource: 'SavedSearch',
    fields: { actorId: column('person_id') },
    permissions: { compliance_officer: ownWork, dpo: ownWork, administrator: ownWork, key_administrator: ownWork },
  },
  { resource: 'System', fields: none, permissions: { key_administrator: () => [allow(['read'])] } },
];
