import type { KeyObject } from 'node:crypto';
import { systemActor } from '../../../kernel';
import type { AuditDatabase, Transaction } from '../../../platform/database';
import { addLeaves, moveHead, openBlocks, takeHead } from '../anchors/refill/refill.repository';
import { eventText, type LeafEvent, parseLeaf } from '../format/leaf';
import { findNewestCheckpoint } from '../reading/log.repository';
import { buildBatch } from '../sequencer/batch';
import { assertContinues } from '../sequencer/sequencer';
import type { AuditOptions } from '../audit.options';
import { LogInUse } from './opening.errors';
import { nextSealedAt } from './opening.repository';

export interface LoneEntry {
  readonly event: LeafEvent;
  /** Entries that the log has, exactly: with more or fewer nothing happens. */
  readonly size: number;
  readonly signer: { readonly origin: string; readonly privateKey: KeyObject };
  /** What commits with it. */
  readonly beside?: (tx: Transaction) => Promise<void>;
}

/**
 * Seals one entry as the next of a log to which nobody adds at the moment, before anything that is queued, and answers the
 * hash of its leaf. What sequencers assert of the log that they go on with is asserted here too.
 */
export async function sealAlone(database: AuditDatabase, options: AuditOptions, entry: LoneEntry): Promise<Buffer> {
  const { event, size, signer, beside } = entry;
  await database.transaction({ actor: systemActor }, (tx) => openBlocks(tx, size + 1));
  return database.transaction({ actor: systemActor }, async (tx) => {
    const head = await takeHead(tx);
    if (head?.size !== size) throw new LogInUse();
    assertContinues(head, await findNewestCheckpoint(tx), options);
    const queued = { known: false, hasActorPart: false, hasSubjectPart: false };
    const batch = buildBatch(
      { ...head, sealedAt: await nextSealedAt(tx) },
      [{ ...queued, id: event.id, event: eventText(event) }],
      signer,
    );
    const [leaf] = batch.leaves.map(({ body, hash }) => ({ leaf: parseLeaf(body), body, hash }));
    if (leaf === undefined) throw new Error('an entry made no leaf');
    await addLeaves(tx, [leaf]);
    const { note, root, head: after } = batch;
    await moveHead(tx, size, { ...after, note, root, sealed: after.sealedAt.toISOString() });
    await beside?.(tx);
    return leaf.hash;
  });
}
