import { operationOfType } from './event-types';
import type { Leaf } from './format/leaf';

/**
 * The columns that searching uses, derived from the leaf and from nothing else. The sequencer writes them, the
 * verifier derives them again: a row that was moved to another name is found.
 */
export interface SearchColumns {
  readonly id: string;
  readonly sealedAt: string;
  readonly at: string;
  readonly type: string;
  readonly operation: string;
  readonly decision: string;
  readonly actorKind: string;
  readonly actor: string;
  readonly role: string | null;
  readonly subject: string | null;
  readonly media: string | null;
  readonly class: string | null;
  readonly part: string | null;
  readonly ticketSystem: string | null;
  readonly ticket: string | null;
  readonly purpose: string | null;
  readonly grant: string | null;
}

export function searchColumns({ sealed, e }: Pick<Leaf, 'sealed' | 'e'>): SearchColumns {
  return {
    id: e.id,
    sealedAt: sealed,
    at: e.t,
    type: e.type,
    operation: operationOfType(e.type),
    decision: e.decision,
    actorKind: e.actor.kind,
    actor: e.actor.id,
    role: e.actor.role,
    subject: e.subj,
    media: e.obj?.media ?? null,
    class: e.obj?.class ?? null,
    part: e.obj?.part ?? null,
    ticketSystem: e.ticket?.sys ?? null,
    ticket: e.ticket?.id ?? null,
    purpose: e.purpose,
    grant: e.grant,
  };
}

/** How each search column is called and typed in `audit.leaf`, in the order of writing. */
export const leafColumns: readonly {
  readonly name: keyof SearchColumns;
  readonly column: string;
  readonly type: string;
}[] = [
  { name: 'id', column: 'id', type: 'uuid' },
  { name: 'sealedAt', column: 'sealed_at', type: 'timestamptz' },
  { name: 'at', column: 'at', type: 'timestamptz' },
  { name: 'type', column: 'type', type: 'text' },
  { name: 'operation', column: 'operation', type: 'text' },
  { name: 'decision', column: 'decision', type: 'text' },
  { name: 'actorKind', column: 'actor_kind', type: 'text' },
  { name: 'actor', column: 'actor', type: 'uuid' },
  { name: 'role', column: 'role', type: 'text' },
  { name: 'subject', column: 'subject', type: 'uuid' },
  { name: 'media', column: 'media', type: 'uuid' },
  { name: 'class', column: 'class', type: 'text' },
  { name: 'part', column: 'part', type: 'text' },
  { name: 'ticketSystem', column: 'ticket_system', type: 'text' },
  { name: 'ticket', column: 'ticket', type: 'text' },
  { name: 'purpose', column: 'purpose', type: 'text' },
  { name: 'grant', column: 'grant_id', type: 'uuid' },
];
