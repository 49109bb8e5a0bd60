import type { Actor, Role, Scope as ProgramScope } from '../../kernel';

/** Everything an actor may be allowed to do. Routes name one of these in `@Can(action, resource)`. */
const actions = [
  'read',
  'take_in',
  'open',
  'use_grant',
  'write',
  'create',
  'change',
  'classify',
  'merge',
  'search',
  'ask',
  'give',
  'revoke',
  'manage',
  'use',
] as const;
export type Action = (typeof actions)[number];

/** Everything that rules speak about. */
const resources = [
  'Media',
  'View',
  'Opening',
  'Ticket',
  'Subject',
  'Grant',
  'Approval',
  'Person',
  'Client',
  'Session',
  'Account',
  'AuditEntry',
  'Keys',
  'System',
  'Operation',
  'Notification',
  'SavedSearch',
  'Alert',
  'Answer',
  'EncryptionReport',
  'Evidence',
  'Production',
  'Report',
  'LogReview',
  'Destruction',
  'Certificate',
  'Retention',
  'Hold',
  'HoldNotice',
  'Restriction',
  'Schedule',
  'SubjectRequest',
  'Disclosure',
  'Breach',
] as const;
export type Resource = (typeof resources)[number];

export function isAction(text: string): text is Action {
  return actions.some((action) => action === text);
}

export function isResource(text: string): text is Resource {
  return resources.some((resource) => resource === text);
}

/** Who a rule is for: one role, one scope of programs, or every signed-in person. */
export type Holder = Role | ProgramScope | 'person';

type Value = string | number | boolean | null;

/** Conditions on a row, all of which must hold. A list asks for one of its members. */
export type Conditions = Readonly<Record<string, Value | readonly Value[]>>;

/** One permission: these acts, on rows that fit the conditions (all rows where there are none). */
export interface Permission {
  readonly actions: readonly Action[];
  readonly conditions?: Conditions;
}

/**
 * How a condition's field reads in SQL. A plain field is an expression over the row's alias; a membership is a list on
 * the row, asked as "does it contain this value", which `contains` spells for a placeholder.
 */
export type Field =
  { readonly value: (row: string) => string } | { readonly contains: (row: string, placeholder: string) => string };

/** The rules of one resource, written by the module that owns it: data and pure functions only. */
export interface Policy {
  readonly resource: Resource;
  /** Every field that conditions may name, with its place in SQL. */
  readonly fields: Readonly<Record<string, Field>>;
  readonly permissions: Partial<Readonly<Record<Holder, (actor: Actor) => readonly Permission[]>>>;
}

/** A permission in the words of the matrix: `allow(['read'], { assigneeId: actor.id, status: 'open' })`. */
export function allow(permitted: readonly Action[], conditions?: Conditions): Permission {
  return conditions === undefined ? { actions: permitted } : { actions: permitted, conditions };
}

/** A field that is a column of the row. */
export function column(name: string): Field {
  return { value: (row) => `${row}.${name}` };
}

/** What an actor holds, in the order in which it decides. */
export function holdersOf(actor: Actor): readonly Holder[] {
  if (actor.kind === 'user') return [...actor.roles, 'person'];
  if (actor.kind === 'client') return actor.scopes;
  return [];
}

/**
 * The policies of all modules. Each adds its own when the vault starts; a resource without a policy is closed to
 * everybody, and one with two does not start.
 */
export class PolicyRegistry {
  readonly #policies = new Map<Resource, Policy>();

  add(policy: Policy): void {
    if (this.#policies.has(policy.resource)) throw new Error(`${policy.resource} has two policies`);
    this.#policies.set(policy.resource, policy);
  }

  find(resource: Resource): Policy | null {
    return this.#policies.get(resource) ?? null;
  }

  all(): readonly Policy[] {
    return [...this.#policies.values()];
  }
}
