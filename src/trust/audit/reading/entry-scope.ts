import type { Actor, Id, Role, Scope as ProgramScope } from '../../../kernel';
import { type AuditArea, type AuditType, typesOfAreas } from '../event-types';

/** The entries that somebody may reach, as a condition of the query itself. `trust/access`'s scopes fit too. */
export interface EntryScope {
  /** Appends its values to the parameters and answers one parenthesised condition on the row's alias. */
  sql(row: string, parameters: unknown[]): string;
}

/**
 * Who sees which areas of the log (design.md, "Who may do what"). Legal sees entries of own matters and an auditor those
 * of a given scope: entries carry neither yet, so both see nothing.
 */
const areasOf: Partial<Readonly<Record<Role | ProgramScope, readonly AuditArea[] | 'all'>>> = {
  compliance_officer: 'all',
  dpo: 'all',
  'audit:read': 'all',
  administrator: ['people'],
  key_administrator: ['keys'],
  records_manager: ['retention'],
};

/** Roles for whom the parts about persons are opened. */
const seesPersonalParts: readonly Role[] = ['compliance_officer', 'dpo'];

const holdersOf = (actor: Actor): readonly (Role | ProgramScope)[] =>
  actor.kind === 'user' ? actor.roles : actor.kind === 'client' ? actor.scopes : [];

/** The part of the log that an actor's roles or scopes open. */
export function entriesFor(actor: Actor): EntryScope {
  const types = typesFor(actor);
  if (types === 'all') return { sql: () => '(TRUE)' };
  return { sql: (row, parameters) => `(${row}.type = ANY($${parameters.push(types)}::text[]))` };
}

/** The types of entries that an actor may read; `all` also holds those that this version does not know. */
export function typesFor(actor: Actor): readonly AuditType[] | 'all' {
  const granted = holdersOf(actor).map((holder) => areasOf[holder] ?? []);
  if (granted.includes('all')) return 'all';
  return typesOfAreas(granted.flatMap((areas) => (areas === 'all' ? [] : areas)));
}

/** The same question about one entry. */
export function seesType(actor: Actor, type: string): boolean {
  const types = typesFor(actor);
  return types === 'all' || types.some((known) => known === type);
}

/** The entries of one item, for a caller that has checked that the actor may see the item. */
export function entriesOfMedia(media: Id): EntryScope {
  return { sql: (row, parameters) => `(${row}.media = $${parameters.push(media)})` };
}

/** The role or scope under which somebody reads the log, for the entry about that reading. */
export function readingRole(actor: Actor): Role | ProgramScope | 'system' | null {
  if (actor.kind === 'system') return 'system';
  return holdersOf(actor).find((holder) => areasOf[holder] !== undefined) ?? holdersOf(actor)[0] ?? null;
}

/** Whether all of the log is in reach of a person: what evidence about everybody's acts asks for. */
export function seesWholeLog(actor: Actor): boolean {
  return actor.kind === 'user' && actor.roles.some((role) => areasOf[role] === 'all');
}

export function maySeePersonalParts(actor: Actor): boolean {
  return actor.kind === 'user' && actor.roles.some((role) => seesPersonalParts.includes(role));
}
