import type { Transaction } from '../../../platform/database';
import { type LeafEvent, parseLeaf } from '../format/leaf';
import { tileWidth } from '../format/tiles';

/** How many other people have to approve a pruning. */
export const pruneApprovals = 2;

/** The entry that lets most leaves go. */
export interface Pruning {
  readonly entry: number;
  /** Leaves below this number; a multiple of 256. */
  readonly below: number;
  /** Whether entries before it say that enough different people approved exactly this. */
  readonly approved: boolean;
}

/** What the log itself says about its pruning: a leaf that was changed to say so is found as a changed leaf. */
export async function findPruning(tx: Transaction): Promise<Pruning | null> {
  const [most] = await listPrunings(tx);
  return most ?? null;
}

/** Every entry that lets leaves go, the one that lets most go first. */
export async function listPrunings(tx: Transaction): Promise<Pruning[]> {
  const entries = await listBodies(tx, "type = 'audit.pruned' AND decision = 'allow'", []);
  const last = entries.at(-1);
  if (last === undefined) return [];
  const given = await listBodies(tx, "type = 'approval.given' AND decision = 'allow' AND n < $1", [last.n]);
  return entries
    .map((entry) => ({ entry: entry.n, below: below(entry.event.range), approved: isApproved(entry, given) }))
    .filter((prune) => prune.below > 0 && prune.below <= prune.entry)
    .sort((one, other) => other.below - one.below);
}

function isApproved({ n, event }: ReadEntry, given: readonly ReadEntry[]): boolean {
  const people = given.filter(
    ({ n: at, event: { obj } }) =>
      at < n &&
      obj !== null &&
      obj.object !== null &&
      obj.object === event.obj?.object &&
      obj.sha256 === event.obj.sha256,
  );
  return new Set(people.map(({ event: { actor } }) => actor.id)).size >= pruneApprovals;
}

/**
 * The first number that may not go yet: below it are whole bundles, sealed so many days ago and more, and kept by every
 * anchor bucket that is in use.
 */
export async function findPrunableBelow(tx: Transaction, days: number, anchors: readonly string[]): Promise<number> {
  const [row] = await tx.query<{ size: string }>(
    `SELECT coalesce(least(max(size), (SELECT min(a.size) FROM audit.anchor a WHERE a.kind = 'bucket' AND a.name = ANY($2))), 0) AS size
       FROM audit.checkpoint WHERE signed_at <= now() - make_interval(days => $1)`,
    [days, anchors],
  );
  return Math.floor(Number(row?.size ?? 0) / tileWidth) * tileWidth;
}

/** The number of the first leaf that is there. */
export async function findFirstLeaf(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ n: string }>('SELECT coalesce(min(n), 0) AS n FROM audit.leaf');
  return Number(row?.n ?? 0);
}

/** Removes some of what the entry lets go; 0 when nothing is left of it. For the role that owns the log. */
export async function pruneSome(tx: Transaction, entry: number, most: number): Promise<number> {
  const [row] = await tx.query<{ gone: string }>('SELECT audit.prune($1, $2) AS gone', [entry, most]);
  return Number(row?.gone ?? 0);
}

/** Everything below what a range says, if it begins at 0 and ends with a bundle; 0 where it does not. */
function below(range: string | null): number {
  const end = /^0-([0-9]{1,15})$/.exec(range ?? '')?.[1];
  const next = end === undefined ? 0 : Number(end) + 1;
  return next % tileWidth === 0 ? next : 0;
}

interface ReadEntry {
  readonly n: number;
  readonly event: LeafEvent;
}

async function listBodies(tx: Transaction, where: string, parameters: unknown[]): Promise<ReadEntry[]> {
  const rows = await tx.query<{ n: string; body: Buffer }>(
    `SELECT n, body FROM audit.leaf WHERE ${where} ORDER BY n`,
    parameters,
  );
  return rows.flatMap(({ n, body }) => {
    try {
      return [{ n: Number(n), event: parseLeaf(body).e }];
    } catch {
      // The walk names a leaf that cannot be read; nothing is believed of it here.
      return [];
    }
  });
}
