import { Injectable } from '@nestjs/common';
import type { Actor, Id, RequestContext, Role, Scope as ProgramScope } from '../../kernel';
import { Audit, type AuditType } from '../audit';
import type { Row } from './ability';
import { Forbidden, NotFound } from './access.errors';
import { GrantWatch } from './grants/grant-watch';
import { Openings } from './grants/openings';
import type { OpeningRequest } from './opening';
import type { Action, Resource } from './policy';
import type { ReadGrant } from './read-grant';
import { Rules } from './rules';
import type { Scope } from './scope';

/** An attempt on something that the actor cannot reach. */
export interface Attempt {
  readonly type: AuditType;
  /** Whether the thing exists at all: told to the log, never to the caller. */
  readonly exists: boolean;
  readonly media?: Id;
  readonly subject?: Id;
  readonly ticket?: { readonly system: string; readonly id: string };
  readonly grant?: Id;
  readonly purpose?: string;
}

/**
 * Decides. Rules say what a role may do to a kind of thing and always reach rows through a query's scope; grants say who
 * opens this item now.
 */
@Injectable()
export class Access {
  constructor(
    private readonly rules: Rules,
    private readonly audit: Audit,
    private readonly openings: Openings,
    private readonly watch: GrantWatch,
  ) {}

  /** Lets through whoever may do this to some row and throws `Forbidden` otherwise: for the guard, never the last check. */
  require(actor: Actor, action: Action, resource: Resource): void {
    if (!this.rules.can(actor, action, resource)) throw new Forbidden();
  }

  can(actor: Actor, action: Action, resource: Resource): boolean {
    return this.rules.can(actor, action, resource);
  }

  /** The rows that the actor may reach, for a query's WHERE. */
  scope(actor: Actor, action: Action, resource: Resource): Scope {
    return this.rules.scope(actor, action, resource);
  }

  /** Whether this very row is in reach; it must carry every field that the rules name. */
  permits(actor: Actor, action: Action, resource: Resource, row: Row): boolean {
    return this.rules.permits(actor, action, resource, row);
  }

  /** The role or scope for the log: the one whose rule fits the row, or the first that may do this at all. */
  role(actor: Actor, action: Action, resource: Resource, row?: Row): Role | ProgramScope | 'system' | null {
    return this.rules.role(actor, action, resource, row);
  }

  /** Records an attempt on something absent or out of reach, and gives the one answer for both. */
  async notFound({ actor, origin }: RequestContext, attempt: Attempt): Promise<never> {
    const { type, exists, media, ...rest } = attempt;
    await this.audit.recordAlone({
      type,
      actor,
      origin,
      role: null,
      decision: 'deny',
      reason: exists ? 'out_of_reach' : 'absent',
      object: media === undefined ? undefined : { media },
      ...rest,
    });
    throw new NotFound();
  }

  /**
   * Decides about one opening and answers only when its entry is sealed. Every refusal leaves an entry with its reason;
   * where the log cannot take one, nothing is opened (`AuditUnavailable`).
   */
  async authorizeOpening(context: RequestContext, request: OpeningRequest): Promise<ReadGrant> {
    return this.openings.authorize(context, this.rules.ability(context.actor), request);
  }

  /**
   * Aborts when the grant ends, however it ends: revoked, suspended with its ticket, or run out by the database's clock.
   * A stream that runs under the grant must stop with it.
   */
  watchGrant(grantId: Id): AbortSignal {
    return this.watch.signal(grantId);
  }
}
