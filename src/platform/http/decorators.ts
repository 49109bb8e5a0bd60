import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Request } from 'express';
import type { RequestContext } from '../../kernel';
import { contextOf } from './request-context';

/** What a route asks of its caller: one action on one kind of resource, or nothing for a stated reason. */
export type RoutePolicy =
  | { readonly kind: 'can'; readonly action: string; readonly resource: string }
  | { readonly kind: 'public'; readonly reason: string };

/** Which entry a route leaves in the log, or why it leaves none. */
export type RouteAudit =
  { readonly kind: 'type'; readonly type: string } | { readonly kind: 'none'; readonly reason: string };

export const ROUTE_POLICY = 'strongroom:policy';
export const ROUTE_AUDIT = 'strongroom:audit';
export const ROUTE_REPEAT_SAFE = 'strongroom:repeat-safe';
export const ROUTE_UNLIMITED = 'strongroom:unlimited';
export const ROUTE_NOT_USE = 'strongroom:not-use';

/** The caller needs a role or scope that may do `action` to `resource`; rows are then scoped by the use case's own query. */
export function Can(action: string, resource: string): MethodDecorator {
  return declare({ kind: 'can', action, resource });
}

/** Anyone may call, for the reason given. */
export function Public(reason: string): MethodDecorator {
  return declare({ kind: 'public', reason });
}

/** The route's acts stand in the log as entries of this type. */
export function Audited(type: string): MethodDecorator {
  return applyDecorators(
    SetMetadata(ROUTE_AUDIT, { kind: 'type', type } satisfies RouteAudit),
    ApiExtension('x-audit', type),
  );
}

/** The route leaves no entry, for the reason given. */
export function NotAudited(reason: string): MethodDecorator {
  return SetMetadata(ROUTE_AUDIT, { kind: 'none', reason } satisfies RouteAudit);
}

/** `Idempotency-Key` makes repeats of this POST answer as the first did. Not for answers that carry a secret: they are kept for 24 h. */
export function RepeatSafe(): MethodDecorator {
  return SetMetadata(ROUTE_REPEAT_SAFE, true);
}

/** Asking this does not count as using the session: a console that asks by itself must not keep it open. */
export function NotUse(): MethodDecorator {
  return SetMetadata(ROUTE_NOT_USE, true);
}

/** Not counted by the request limits: for a machine that tells as much as happens and is known by a token of its own. */
export function Unlimited(): MethodDecorator {
  return SetMetadata(ROUTE_UNLIMITED, true);
}

/** Injects who asks, from where, and the trace id. */
export const Context = createParamDecorator((_unused: unknown, host: ExecutionContext): RequestContext =>
  contextOf(host.switchToHttp().getRequest<Request>()),
);

function declare(policy: RoutePolicy): MethodDecorator {
  return applyDecorators(
    SetMetadata(ROUTE_POLICY, policy),
    ApiExtension('x-policy', policy.kind === 'can' ? `${policy.action} ${policy.resource}` : 'public'),
  );
}
