import type { Id } from '../../../kernel';
import { type LeafEvent, parseLeaf } from '../format/leaf';
import { leafHash } from '../format/tree';
import type { StoredPart } from './personal-state';

/** A stored leaf with what is left of its personal parts. */
export interface StoredEntry {
  readonly n: number;
  readonly body: Buffer;
  readonly hash: Buffer;
  readonly parts: readonly StoredPart[];
}

/** What a personal part looks like from outside; `payload` only for roles that may see it. */
export interface PersonalView {
  readonly state: 'present' | 'erased' | 'ended' | 'missing' | 'mismatch' | 'not_checked';
  readonly erasedBy?: number;
  readonly endedAt?: string;
  readonly payload?: Readonly<Record<string, string>>;
}

/** One entry as the API shows it: read from the leaf itself, never from the search columns. */
export interface EntryView {
  readonly n: number;
  readonly sealedAt: string;
  readonly id: Id;
  readonly at: string;
  readonly type: string;
  readonly actor: {
    readonly kind: LeafEvent['actor']['kind'];
    readonly id: Id;
    readonly role: string | null;
    readonly displayName?: string;
  };
  readonly subject: Id | null;
  readonly object: LeafEvent['obj'];
  readonly ticket: { readonly system: string; readonly id: string } | null;
  readonly purpose: string | null;
  readonly grant: Id | null;
  readonly decision: LeafEvent['decision'];
  readonly reason: string | null;
  readonly policy: string | null;
  readonly range: string | null;
  readonly bytes: number | null;
  readonly personal: { readonly actor: PersonalView | null; readonly subject: PersonalView | null };
  readonly leafHash: string;
}

/** The event of a stored row, or null where the row is not what was sealed. */
export function readEntry({ n, body, hash }: StoredEntry): { sealed: string; event: LeafEvent } | null {
  try {
    const leaf = parseLeaf(body);
    return leaf.n === n && leafHash(body).equals(hash) ? { sealed: leaf.sealed, event: leaf.e } : null;
  } catch {
    return null;
  }
}

export function toEntryView(
  { n, hash }: StoredEntry,
  { sealed, event }: { sealed: string; event: LeafEvent },
  more: { personal: EntryView['personal']; displayName?: string },
): EntryView {
  const { kind, id, role } = event.actor;
  return {
    n,
    sealedAt: sealed,
    id: event.id,
    at: event.t,
    type: event.type,
    actor: { kind, id, role, ...(more.displayName === undefined ? {} : { displayName: more.displayName }) },
    subject: event.subj,
    object: event.obj,
    ticket: event.ticket === null ? null : { system: event.ticket.sys, id: event.ticket.id },
    purpose: event.purpose,
    grant: event.grant,
    decision: event.decision,
    reason: event.reason,
    policy: event.policy,
    range: event.range,
    bytes: event.bytes,
    personal: more.personal,
    leafHash: hash.toString('hex'),
  };
}
