import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { type Actor, anonymousActor, type Origin, type Refusal } from '../../../kernel';
import {
  identify,
  ROUTE_NOT_USE,
  ROUTE_POLICY,
  ROUTE_UNLIMITED,
  type RoutePolicy,
  Unauthenticated,
} from '../../../platform/http';
import { Settings } from '../../../platform/settings';
import { Audit } from '../../audit';
import { Tokens } from '../clients/tokens.service';
import { entry } from '../entry';
import { CrossSiteRequest, InsecureTransport, PasswordChangeRequired, SessionExpired } from '../identity.errors';
import { sessionTokenOf, takeCookieBack } from '../sessions/session-cookie';
import { Sessions } from '../sessions/sessions.service';
import { RateLimits } from './rate-limits';
import { TAKES_SECRET, WITH_ONE_TIME_PASSWORD } from './route-marks';
import { comesFromUs } from './same-origin';
import { hostOf, isLoopbackHost } from './transport';

type Mark = typeof ROUTE_NOT_USE | typeof ROUTE_UNLIMITED | typeof TAKES_SECRET | typeof WITH_ONE_TIME_PASSWORD;

/** What a request shows as proof of who asks. A bearer token comes before a cookie; both at once are the token. */
type Shown = { readonly kind: 'token' | 'cookie'; readonly secret: string } | { readonly kind: 'nothing' };

/** Who was found behind it. */
interface Found {
  readonly actor: Actor;
  readonly mustChangePassword: boolean;
}

/**
 * The first gate: finds out who asks, from where, over which line and from which page, and writes it into the request's
 * context. Nobody passes unknown but to routes that are public for a stated reason.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: Sessions,
    private readonly tokens: Tokens,
    private readonly limits: RateLimits,
    private readonly audit: Audit,
    private readonly settings: Settings,
  ) {}

  async canActivate(host: ExecutionContext): Promise<boolean> {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const isPublic = this.reflector.get<RoutePolicy | undefined>(ROUTE_POLICY, host.getHandler())?.kind === 'public';
    const origin = originOf(request);
    const shown = shownBy(request);
    if (shown.kind !== 'nothing' || this.marked(host, TAKES_SECRET)) requireSafeLine(request);
    const found = await this.find(shown, !this.marked(host, ROUTE_NOT_USE));
    if (!this.marked(host, ROUTE_UNLIMITED)) await this.limits.admitRequest(found?.actor ?? null, origin, response);
    await this.requireOwnPage(request, shown, isPublic, found, origin);
    if (found === null && shown.kind === 'cookie') takeCookieBack(response);
    if (!isPublic) await this.requireFullSession(found, shown, origin, this.marked(host, WITH_ONE_TIME_PASSWORD));
    identify(request, found?.actor ?? anonymousActor, origin);
    return true;
  }

  private async requireFullSession(
    found: Found | null,
    shown: Shown,
    origin: Origin,
    oneTimePasswordWillDo: boolean,
  ): Promise<void> {
    if (found === null) throw shown.kind === 'cookie' ? new SessionExpired() : new Unauthenticated();
    if (found.mustChangePassword && !oneTimePasswordWillDo)
      await this.refuse(found.actor, origin, new PasswordChangeRequired());
  }

  private async find(shown: Shown, used: boolean): Promise<Found | null> {
    if (shown.kind === 'cookie') return this.sessions.identify(shown.secret, used);
    const actor = shown.kind === 'token' ? await this.tokens.identify(shown.secret) : null;
    return actor === null ? null : { actor, mustChangePassword: false };
  }

  /** Public reads are for everybody, from anywhere; a token is never sent by a browser on its own. */
  private async requireOwnPage(
    request: Request,
    shown: Shown,
    isPublic: boolean,
    found: Found | null,
    origin: Origin,
  ): Promise<void> {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (shown.kind === 'token' || (reads && (isPublic || shown.kind === 'nothing'))) return;
    const site = {
      method: request.method,
      fetchSite: request.get('sec-fetch-site'),
      origin: request.get('origin'),
      ownOrigins: this.ownOrigins(request),
      withCookie: shown.kind === 'cookie',
    };
    if (comesFromUs(site)) return;
    await this.refuse(found?.actor ?? anonymousActor, origin, new CrossSiteRequest());
  }

  private ownOrigins(request: Request): string[] {
    const addressed = `${request.protocol}://${request.get('host') ?? ''}`.toLowerCase();
    return this.settings.publicUrl === undefined ? [addressed] : [addressed, new URL(this.settings.publicUrl).origin];
  }

  private marked(host: ExecutionContext, mark: Mark): boolean {
    return this.reflector.get<boolean | undefined>(mark, host.getHandler()) === true;
  }

  private async refuse(actor: Actor, origin: Origin, refusal: Refusal): Promise<never> {
    await this.audit.recordAlone(entry({ actor, origin }, 'access.denied', { reason: refusal.code, decision: 'deny' }));
    throw refusal;
  }
}

function shownBy(request: Request): Shown {
  const bearer = /^Bearer +([\w~+/.=-]{1,200})$/i.exec(request.get('authorization') ?? '')?.[1];
  if (bearer !== undefined) return { kind: 'token', secret: bearer };
  const cookie = sessionTokenOf(request);
  return cookie === null ? { kind: 'nothing' } : { kind: 'cookie', secret: cookie };
}

/** Express believes the proxies that the settings name, and nobody else. */
function originOf(request: Request): Origin {
  return { ip: request.ip?.replace(/^::ffff:(?=\d+\.)/i, '') ?? null, userAgent: request.get('user-agent') ?? null };
}

function requireSafeLine(request: Request): void {
  if (!request.secure && !isLoopbackHost(hostOf(request.get('host')))) throw new InsecureTransport();
}
