import { createMongoAbility, type MongoAbility, type MongoQuery, type RawRuleOf, subject } from '@casl/ability';
import type { Actor } from '../../kernel';
import { type Action, type Conditions, type Holder, holdersOf, type Policy, type Resource } from './policy';

export type Row = Readonly<Record<string, unknown>>;
type VaultAbility = MongoAbility<[Action, Resource | Row]>;
/** CASL reads `manage` as any act and `all` as any resource. Our rules name each: a word that nobody uses takes their place. */
const nothingMeansAll = { anyAction: '*', anySubjectType: '*' };
export type AbilityRule = ReturnType<VaultAbility['rulesFor']>[number];

/**
 * What one actor may do, as CASL rules. Several roles add up; there are no rules that take away, so no order to get
 * wrong. Each rule carries its holder as the reason, so that the log can say which role decided.
 */
export class ActorAbility {
  readonly #ability: VaultAbility;

  constructor(actor: Actor, policies: readonly Policy[]) {
    const rules = policies.flatMap((policy) => holdersOf(actor).flatMap((holder) => rulesOf(policy, holder, actor)));
    this.#ability = createMongoAbility<VaultAbility>(rules, nothingMeansAll);
  }

  /** Whether any row at all could be reached: for the guard before anything is loaded, never as the last check. */
  mayEver(action: Action, resource: Resource): Holder | null {
    return (this.#ability.relevantRuleFor(action, resource)?.reason as Holder | undefined) ?? null;
  }

  /** The holder whose rule allows this act on this very row, or null. */
  permits(action: Action, resource: Resource, row: Row): Holder | null {
    return this.holders(action, resource, row)[0] ?? null;
  }

  /** All holders whose rules allow this act on this row. */
  holders(action: Action, resource: Resource, row: Row): readonly Holder[] {
    const target = subject(resource, { ...row });
    const matching = this.rules(action, resource).filter((rule) => {
      assertCarries(row, rule, resource);
      return rule.matchesConditions(target);
    });
    return matching.flatMap(({ reason }) => (reason === undefined ? [] : [reason as Holder]));
  }

  rules(action: Action, resource: Resource): readonly AbilityRule[] {
    return this.#ability.rulesFor(action, resource);
  }
}

/** A rule looks at what was loaded: a field that is missing would count as null and could fit. */
function assertCarries(row: Row, { conditions }: AbilityRule, resource: Resource): void {
  for (const name of Object.keys(conditions ?? {}))
    if (!Object.hasOwn(row, name)) throw new Error(`a ${resource} row was loaded without ${name}`);
}

function rulesOf(policy: Policy, holder: Holder, actor: Actor): RawRuleOf<VaultAbility>[] {
  const permissions = policy.permissions[holder]?.(actor) ?? [];
  return permissions.map(({ actions, conditions }) => ({
    action: [...actions],
    subject: policy.resource,
    reason: holder,
    ...(conditions === undefined ? {} : { conditions: toQuery(policy, conditions) }),
  }));
}

function toQuery(policy: Policy, conditions: Conditions): MongoQuery {
  for (const name of Object.keys(conditions))
    if (!Object.hasOwn(policy.fields, name)) throw new Error(`${policy.resource} has no field ${name}`);
  return Object.fromEntries(
    Object.entries(conditions).map(([name, value]) => [name, Array.isArray(value) ? { $in: value } : { $eq: value }]),
  );
}
