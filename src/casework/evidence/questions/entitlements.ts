import type { Id } from '../../../kernel';
import type { EvidenceLeaf } from '../../../trust/audit';

/** Types of entries that say who may do what. */
export const entitlementTypes = [
  'account.created',
  'account.roles.changed',
  'account.locked',
  'account.unlocked',
  'client.created',
  'client.removed',
] as const;

export interface EntitledPerson {
  readonly id: Id;
  readonly roles: readonly string[];
  readonly locked: boolean;
  /** Entries that this follows from. */
  readonly entries: readonly number[];
}

/** Who could act at a moment, as the sealed entries up to it say. */
export interface Entitlements {
  readonly people: readonly EntitledPerson[];
  readonly clients: readonly { readonly id: Id; readonly entry: number }[];
}

/** Replays entries in the order of their numbers. Pure: what is not in the log did not happen. */
export function entitlementsOf(leaves: readonly EvidenceLeaf[]): Entitlements {
  const people = new Map<Id, { roles: Set<string>; locked: boolean; entries: number[] }>();
  const clients = new Map<Id, number>();
  for (const { n, event } of leaves) {
    const id = event.obj?.object;
    if (typeof id !== 'string' || event.decision !== 'allow') continue;
    if (event.type === 'client.created') clients.set(id, n);
    else if (event.type === 'client.removed') clients.delete(id);
    else replay(people, id, n, event);
  }
  return {
    people: [...people].map(([id, { roles, ...rest }]) => ({ id, roles: [...roles].sort(), ...rest })),
    clients: [...clients].map(([id, entry]) => ({ id, entry })),
  };
}

function replay(
  people: Map<Id, { roles: Set<string>; locked: boolean; entries: number[] }>,
  id: Id,
  n: number,
  { type, obj, reason }: EvidenceLeaf['event'],
): void {
  const person = people.get(id) ?? { roles: new Set<string>(), locked: false, entries: [] };
  people.set(id, person);
  person.entries.push(n);
  if (type === 'account.locked') person.locked = true;
  if (type === 'account.unlocked') person.locked = false;
  const role = obj?.part;
  if (type !== 'account.roles.changed' || typeof role !== 'string') return;
  if (reason === 'removed') person.roles.delete(role);
  else person.roles.add(role);
}
