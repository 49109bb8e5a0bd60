import type { Transaction } from '../../../platform/database';
import { cosignedAt } from '../format/cosignature';
import { rootAt, subtreesFromTiles } from '../format/proof';
import { findNewestCheckpoint } from '../reading/log.repository';
import type { Findings } from '../verify/finding';
import { AnchorFailed, type StoredCheckpoint } from './anchor';
import type { AnchorSet } from './anchor-set';
import { tilesOf } from './anchored-log.repository';
import type { AnchoredCheckpoint, BucketAnchor } from './bucket-anchor';
import { listTimeStamps } from './time-stamps/time-stamp.repository';
import type { WitnessAnchor } from './witness/witness-anchor';

/** What was compared with the log from outside its database. Plain JSON. */
export interface AnchorsVerified {
  /** Entries that something outside, reached at this verification, remembers. */
  readonly size: number;
  /** Anchored checkpoints that are the log's own, of those that lie there; null without a bucket or out of reach. */
  readonly bucket: { readonly confirmed: number; readonly found: number } | null;
  /** Witnesses that know the log as it is, of those that the policy asks. */
  readonly witnesses: { readonly confirmed: number; readonly asked: number };
  readonly cosignatures: { readonly confirmed: number; readonly found: number };
  readonly timeStamps: { readonly confirmed: number; readonly found: number };
  /** Names of anchors that could not be asked. */
  readonly unreached: readonly string[];
}

export interface AnchorCheck {
  readonly tx: Transaction;
  readonly anchors: AnchorSet;
  readonly findings: Findings;
  /** Entries that the database has, as the walk over them found. */
  readonly size: number;
}

/**
 * Holds everything that was anchored against a log whose entries and checkpoints have been walked over: each must be a
 * beginning of it, and none may know more.
 */
export async function verifyAnchors(check: AnchorCheck): Promise<AnchorsVerified> {
  const unreached: string[] = [];
  const orUnreached = async <T>(name: string, ask: () => Promise<T>): Promise<T | null> =>
    ask().catch((error: unknown) => {
      if (error instanceof AnchorFailed && error.trouble === 'forked') check.findings.add('anchor_differs', null);
      else unreached.push(name);
      return null;
    });
  const { bucket, witnesses } = check.anchors;
  const cosignatures = await verifyCosignatures(check);
  const kept = bucket === null ? null : await orUnreached(bucket.name, () => verifyBucket(check, bucket));
  const own = await findNewestCheckpoint(check.tx);
  const known: number[] = [];
  for (const witness of witnesses) {
    const size = await orUnreached(witness.name, () => askWitness(check, witness, own));
    if (size !== null) known.push(size);
  }
  return {
    size: Math.max(0, kept?.size ?? 0, ...known),
    bucket: kept === null ? null : { confirmed: kept.confirmed, found: kept.found },
    witnesses: { confirmed: known.filter((size) => size <= check.size).length, asked: witnesses.length },
    cosignatures,
    timeStamps: await verifyTimeStamps(check),
    unreached,
  };
}

const atOnce = 1_000;

/** Lines of the policy's witnesses only: of a key that nobody trusts, nothing can be said. */
async function verifyCosignatures({ tx, anchors, findings }: AnchorCheck): Promise<AnchorsVerified['cosignatures']> {
  const keys = new Map(anchors.policy?.witnesses.map(({ name, key }) => [name, key]));
  let [found, confirmed] = [0, 0];
  await tx.query(
    `DECLARE cosignatures NO SCROLL CURSOR FOR
       SELECT s.size, s.witness, s.line, c.note FROM audit.cosignature s LEFT JOIN audit.checkpoint c USING (size)
        WHERE s.witness = ANY($1::text[]) ORDER BY s.size`,
    [[...keys.keys()]],
  );
  for (;;) {
    const rows = await tx.query<{ size: string; witness: string; line: string; note: string | null }>(
      `FETCH ${atOnce} FROM cosignatures`,
    );
    if (rows.length === 0) break;
    for (const { size, witness, line, note } of rows) {
      const key = keys.get(witness);
      found += 1;
      if (key !== undefined && note !== null && cosignedAt(note, line, key) !== null) confirmed += 1;
      else findings.add('cosignature_differs', Number(size) - 1);
    }
  }
  await tx.query('CLOSE cosignatures');
  return { confirmed, found };
}

async function verifyTimeStamps({ tx, anchors, findings }: AnchorCheck): Promise<AnchorsVerified['timeStamps']> {
  const { timeStamps } = anchors;
  if (timeStamps === null) return { confirmed: 0, found: 0 };
  const stamps = await listTimeStamps(tx);
  const wrong = stamps.filter(({ note, token }) => note === null || timeStamps.check(note, token) === null);
  for (const { size } of wrong) findings.add('time_stamp_differs', size - 1);
  return { confirmed: stamps.length - wrong.length, found: stamps.length };
}

/** Checkpoints that are asked of the bucket at once: a year of them is half a million. */
const fetchedAtOnce = 32;

/** Every checkpoint in the bucket that this log's key has signed is one of this log. */
async function verifyBucket(
  { tx, findings, size }: AnchorCheck,
  bucket: BucketAnchor,
): Promise<{ size: number; confirmed: number; found: number }> {
  let [found, confirmed, newest] = [0, 0, 0];
  for await (const sizes of batches(bucket.sizes(0), fetchedAtOnce)) {
    const fetched = await Promise.all(sizes.map((anchored) => bucket.checkpoint(anchored)));
    // What somebody else put there is not signed by this log.
    const checkpoints = fetched.filter((checkpoint) => checkpoint !== null);
    const roots = await listRoots(tx, sizes);
    for (const checkpoint of checkpoints) {
      found += 1;
      newest = checkpoint.size;
      if (checkpoint.size > size) findings.add('rolled_back', checkpoint.size - 1, { from: size });
      else if (await isOwn(tx, checkpoint, roots)) confirmed += 1;
      else findings.add('anchor_differs', checkpoint.size - 1);
    }
  }
  return { size: newest, confirmed, found };
}

/** The walk has held every stored checkpoint against the leaves; where one says something else, or is gone, the tree tells. */
async function isOwn(
  tx: Transaction,
  { size, root }: AnchoredCheckpoint,
  roots: ReadonlyMap<number, Buffer>,
): Promise<boolean> {
  return (
    roots.get(size)?.equals(root) === true || root.equals(await rootAt(size, subtreesFromTiles(size, tilesOf(tx).tile)))
  );
}

async function listRoots(tx: Transaction, sizes: readonly number[]): Promise<Map<number, Buffer>> {
  const rows = await tx.query<{ size: string; root: Buffer }>(
    'SELECT size, root FROM audit.checkpoint WHERE size = ANY($1::bigint[])',
    [sizes],
  );
  return new Map(rows.map(({ size, root }) => [Number(size), root]));
}

async function* batches<T>(items: AsyncIterable<T>, length: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < length) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function askWitness(
  { tx, findings, size }: AnchorCheck,
  witness: WitnessAnchor,
  own: StoredCheckpoint | null,
): Promise<number> {
  const remembered = await witness.newest(0, own, tilesOf(tx));
  if (remembered !== null && remembered.size > size) findings.add('rolled_back', remembered.size - 1, { from: size });
  return remembered?.size ?? 0;
}
