import type { Request } from 'express';
import { type Actor, type Origin, Refusal, type RequestContext } from '../../kernel';

const contexts = new WeakMap<Request, Partial<RequestContext> & { traceId: string }>();

/** Opens the context of a request; the first middleware does this. */
export function openContext(request: Request, traceId: string): void {
  contexts.set(request, { traceId });
}

/** Writes down who asks, and from where; the authentication guard does this. */
export function identify(request: Request, actor: Actor, origin: Origin): void {
  contexts.set(request, { traceId: traceIdOf(request), actor, origin });
}

export function traceIdOf(request: Request): string {
  return contexts.get(request)?.traceId ?? 'none';
}

/** The caller must sign in. */
export class Unauthenticated extends Refusal {
  constructor() {
    super('unauthenticated', 'Sign in, or send a valid access token.');
  }
}

/** The context of an identified request. A route that asks for it without being identified answers 401. */
export function contextOf(request: Request): RequestContext {
  const context = contexts.get(request);
  if (context?.actor === undefined || context.origin === undefined) throw new Unauthenticated();
  return { actor: context.actor, origin: context.origin, traceId: context.traceId };
}
