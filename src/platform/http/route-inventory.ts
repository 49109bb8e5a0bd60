import { Injectable, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ROUTE_AUDIT, ROUTE_POLICY, type RouteAudit, type RoutePolicy } from './decorators';

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly handler: string;
  readonly policy: RoutePolicy | undefined;
  readonly audit: RouteAudit | undefined;
}

/** Routes are closed by default: the vault does not start while one has not said who may call it and what it logs. */
export class RouteUndeclared extends Error {
  constructor(faults: readonly string[]) {
    super(`These routes are not declared:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'RouteUndeclared';
  }
}

/** Every route of the program with its policy and its audit type. */
@Injectable()
export class RouteInventory {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  list(): Route[] {
    return this.discovery.getControllers().flatMap((wrapper) => {
      const prototype = wrapper.metatype?.prototype as Record<string, unknown> | undefined;
      const controller = wrapper.metatype;
      if (!prototype || typeof controller !== 'function') return [];
      return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = prototype[name];
        return typeof handler === 'function' ? this.#route(controller, name, handler) : [];
      });
    });
  }

  /** Refuses the start while any route lacks a declaration or names an audit type that the log does not know. */
  assertDeclared(auditTypes: ReadonlySet<string>): void {
    const faults = this.list().flatMap((route) => [
      ...(route.policy ? [] : [`${route.method} ${route.path}: neither @Can nor @Public`]),
      ...(route.audit ? [] : [`${route.method} ${route.path}: neither @Audited nor @NotAudited`]),
      ...(route.audit?.kind === 'type' && !auditTypes.has(route.audit.type)
        ? [`${route.method} ${route.path}: unknown audit type ${route.audit.type}`]
        : []),
    ]);
    if (faults.length > 0) throw new RouteUndeclared(faults);
  }

  // eslint's unbound-method does not apply: only metadata is read from the handler.
  #route(controller: object, name: string, handler: object): Route[] {
    const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
    if (method === undefined) return [];
    const paths = [Reflect.getMetadata(PATH_METADATA, controller), Reflect.getMetadata(PATH_METADATA, handler)].map(
      (path) => String(path ?? ''),
    );
    return [
      {
        method: RequestMethod[method],
        path: `/${paths.join('/')}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1'),
        handler: `${(controller as { name: string }).name}.${name}`,
        policy: this.reflector.get<RoutePolicy | undefined>(ROUTE_POLICY, handler as () => unknown),
        audit: this.reflector.get<RouteAudit | undefined>(ROUTE_AUDIT, handler as () => unknown),
      },
    ];
  }
}
