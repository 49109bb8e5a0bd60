import { type Clock, systemActor } from '../../../../kernel';
import type { AuditDatabase } from '../../../../platform/database';
import { parseLeaf } from '../../format/leaf';
import { CompactRange, leafHash } from '../../format/tree';
import { pruneAgain } from '../../pruning/prune-again';
import { addAnchor, noteAnchored } from '../anchor.repository';
import type { AnchoredCheckpoint, BucketAnchor } from '../bucket-anchor';
import { refillAttestations } from './refill-attestations';
import { addLeaves, addParts, moveHead, openBlocks, type RefilledLeaf, takeHead } from './refill.repository';

/** The log was not refilled; what was refilled before stays, and is under a checkpoint of its own. */
export class RefillRefused extends Error {
  constructor(readonly reason: 'in_use' | 'incomplete' | 'differs') {
    super(sentences[reason]);
    this.name = 'RefillRefused';
  }
}

const sentences = {
  in_use: 'A vault adds to this log at the moment. Stop it first.',
  incomplete:
    'The anchor bucket lacks entries or personal parts under one of its checkpoints. Nothing of them was taken.',
  differs:
    'The log is not the beginning of what the anchor bucket keeps: somebody has changed one of the two. Nothing was taken; ' +
    'run strongroom verify.',
} as const;

export interface RefillOptions {
  readonly database: AuditDatabase;
  readonly bucket: BucketAnchor;
  readonly clock: Clock;
}

export interface Refilled {
  /** Size of the log before and after. */
  readonly from: number;
  readonly to: number;
}

/**
 * Takes back what a database that was restored from an older copy lacks: leaves, personal parts, endings, checkpoints and
 * head, from one anchored checkpoint to the next. Each step is checked against a checkpoint that this log's own key has
 * signed, and commits alone, so that a run that was cut off is carried on by the next. What the log had let go by then, and
 * the bucket still has, goes again.
 */
export async function refillLog({ database, bucket, clock }: RefillOptions): Promise<Refilled> {
  const from = await database.read({ actor: systemActor }, async (tx) => {
    const [head] = await tx.query<{ size: string }>('SELECT size FROM audit.head');
    return Number(head?.size ?? 0);
  });
  let size = from;
  for await (const anchored of bucket.sizes(from + 1)) {
    const checkpoint = await bucket.checkpoint(anchored);
    if (checkpoint === null) continue;
    await takeStep(database, bucket, size, checkpoint);
    size = anchored;
  }
  await refillAttestations(database, bucket, from);
  await pruneAgain(database);
  await database.transaction({ actor: systemActor }, async (tx) => {
    await addAnchor(tx, bucket);
    await noteAnchored(tx, bucket.name, size, clock.now());
  });
  return { from, to: size };
}

async function takeStep(
  database: AuditDatabase,
  bucket: BucketAnchor,
  from: number,
  checkpoint: AnchoredCheckpoint,
): Promise<void> {
  const { size, root, note } = checkpoint;
  const [bodies, parts] = [await bucket.leaves(from, size), await bucket.parts(size)];
  if (bodies === null || parts === null) throw new RefillRefused('incomplete');
  const leaves = bodies.map((body, i) => readLeaf(body, from + i));
  await database.transaction({ actor: systemActor }, (tx) => openBlocks(tx, size));
  await database.transaction({ actor: systemActor }, async (tx) => {
    const head = await takeHead(tx);
    if (head?.size !== from) throw new RefillRefused('in_use');
    const range = CompactRange.from(head.size, head.range);
    for (const { hash } of leaves) range.append(hash);
    if (!range.root().equals(root)) throw new RefillRefused('differs');
    const sealed = leaves.at(-1)?.leaf.sealed ?? '';
    await addLeaves(tx, leaves);
    await addParts(tx, parts, from, size);
    await moveHead(tx, from, { size, note, root, range: range.hashes(), sealed });
  });
}

function readLeaf(body: Buffer, n: number): RefilledLeaf {
  const leaf = parseLeaf(body);
  if (leaf.n !== n) throw new RefillRefused('differs');
  return { leaf, body, hash: leafHash(body) };
}
