import type { Transaction, VaultDatabase } from '../../platform/database';
import type { Id } from '../../kernel';
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
export async function addPending(tx: Transaction, entry: PendingEntry): Promise<void> {
  await tx.query(insertPending, valuesOf(entry));
}

/** Queues an event that stands for itself, in one trip to the server: every opening waits for this. */
export async function addPendingAlone(database: VaultDatabase, entry: PendingEntry): Promise<void> {
  await database.dataSource.query(insertPending, valuesOf(entry));
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
