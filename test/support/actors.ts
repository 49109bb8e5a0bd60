import { type Actor, newId, type RequestContext, type Role, type Scope } from '../../src/kernel';

/** A signed-in person with these roles. */
export function person(roles: readonly Role[], id = newId()): Actor {
  return { kind: 'user', id, roles, scopes: [], sessionId: newId(), amr: ['pwd'] };
}

/** A client program with these scopes. */
export function program(scopes: readonly Scope[], id = newId()): Actor {
  return { kind: 'client', id, roles: [], scopes, sessionId: newId(), amr: ['client_secret'] };
}

/** A request by that actor. */
export function asks(actor: Actor): RequestContext {
  return { actor, origin: { ip: '203.0.113.9', userAgent: 'test' }, traceId: 'test' };
}
