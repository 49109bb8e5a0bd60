import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { contextOf, ROUTE_POLICY, type RoutePolicy } from '../../platform/http';
import { Audit } from '../audit';
import { Forbidden } from './access.errors';
import { isAction, isResource } from './policy';
import { Rules } from './rules';

/**
 * The gate in front of every route: whoever holds no role that may ever do what the route does, is refused and recorded
 * before anything is loaded. A route that says nothing lets nobody in.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly rules: Rules,
    private readonly audit: Audit,
  ) {}

  async canActivate(host: ExecutionContext): Promise<boolean> {
    const policy = this.reflector.get<RoutePolicy | undefined>(ROUTE_POLICY, host.getHandler());
    if (policy?.kind === 'public') return true;
    const { actor, origin } = contextOf(host.switchToHttp().getRequest<Request>());
    if (policy !== undefined && isAction(policy.action) && isResource(policy.resource))
      if (this.rules.can(actor, policy.action, policy.resource)) return true;
    await this.audit.recordAlone({
      type: 'access.denied',
      actor,
      origin,
      role: null,
      decision: 'deny',
      reason: 'role',
      actorPayload: policy === undefined ? undefined : { attempted: `${policy.action} ${policy.resource}` },
    });
    throw new Forbidden();
  }
}
