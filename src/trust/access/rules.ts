import { Injectable } from '@nestjs/common';
import type { Actor, Role, Scope as ProgramScope } from '../../kernel';
import { ActorAbility, type Row } from './ability';
import { type Action, PolicyRegistry, type Resource } from './policy';
import { Scope } from './scope';

/** The rules as they apply to one actor: pure questions, no database. */
@Injectable()
export class Rules {
  readonly #abilities = new WeakMap<Actor, ActorAbility>();

  constructor(private readonly policies: PolicyRegistry) {}

  /** Whether some row could be reached: a coarse answer, never the last check. */
  can(actor: Actor, action: Action, resource: Resource): boolean {
    return this.ability(actor).mayEver(action, resource) !== null;
  }

  /** Whether this very row is in reach. */
  permits(actor: Actor, action: Action, resource: Resource, row: Row): boolean {
    return this.ability(actor).permits(action, resource, row) !== null;
  }

  scope(actor: Actor, action: Action, resource: Resource): Scope {
    return new Scope(this.policies.find(resource), this.ability(actor).rules(action, resource));
  }

  /** The role or scope for the log: the one whose rule fits the row, or the first that may do this at all. */
  role(actor: Actor, action: Action, resource: Resource, row?: Row): Role | ProgramScope | 'system' | null {
    if (actor.kind === 'system') return 'system';
    const ability = this.ability(actor);
    const holder = row === undefined ? ability.mayEver(action, resource) : ability.permits(action, resource, row);
    return holder === 'person' ? null : holder;
  }

  ability(actor: Actor): ActorAbility {
    const known = this.#abilities.get(actor);
    if (known !== undefined) return known;
    const made = new ActorAbility(actor, this.policies.all());
    this.#abilities.set(actor, made);
    return made;
  }
}
