import type { Transaction } from '../../platform/database';
import type { Id } from '../../kernel';
import { AuditUnavailable } from './audit.errors';
import type { AddressTags, SealedPart } from './personal-parts';

/** An event on its way into the log, with its personal parts already sealed. */
export interface PendingEntry {
  readonly id: Id;
  /** Canonical text of the event. */
  readonly event: string;
  readonly actorPart: SealedPart | null;
  readonly addressTags: AddressTags | null;
  readonly subjectPart: (SealedPart & { readonly owner: Id }) | null;
}

/** Queues an event in the caller's transaction: it is in the log exactly where the change it records is committed. */
export function addPending(tx: Transaction, entry: PendingEntry): void {
  tx.post(insertPending, valuesOf(entry), (error) => new AuditUnavailable(error));
}

const insertPending = `INSERT INTO audit.pending
    (id, event, actor_part, actor_key, address_tag, network_tag, subject_part, subject_key, subject_owner)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

function valuesOf({ id, event, actorPart, addressTags, subjectPart }: PendingEntry): unknown[] {
  return [
    ...[id, event, actorPart?.sealed ?? null, actorPart?.keyId ?? null],
    ...[addressTags?.address ?? null, addressTags?.network ?? null],
    ...[subjectPart?.sealed ?? null, subjectPart?.keyId ?? null, subjectPart?.owner ?? null],
  ];
}
