import type { Actor, Id, RequestContext } from '../../kernel';
import type { AuditRecord, AuditType } from '../audit';

/** An entry about a person, a session, a client or a token (`object`), who or whatever it is. */
export function entry(
  { actor, origin }: Pick<RequestContext, 'actor' | 'origin'>,
  type: AuditType,
  about: { object?: Id; part?: string; reason?: string; decision?: AuditRecord['decision'] } = {},
): AuditRecord {
  const { object, part, reason, decision = 'allow' } = about;
  return {
    type,
    actor,
    role: decidingRole(actor),
    origin,
    ...(object === undefined ? {} : { object: { object, ...(part === undefined ? {} : { part }) } }),
    decision,
    ...(reason === undefined ? {} : { reason }),
  };
}

function decidingRole(actor: Actor): AuditRecord['role'] {
  if (actor.kind === 'system') return 'system';
  return actor.roles.includes('administrator') ? 'administrator' : null;
}

/** The person of an account in an entry about their own sign-in. */
export function personActor(account: { id: Id; roles: Actor['roles'] }, sessionId: Id | null): Actor {
  return { kind: 'user', id: account.id, roles: account.roles, scopes: [], sessionId, amr: ['pwd'] };
}
