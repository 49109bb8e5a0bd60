import { type Clock, systemActor } from '../../../kernel';
import type { AuditDatabase, Transaction } from '../../../platform/database';
import type { AuditOptions } from '../audit.options';
import { rootAt, subtreesFromTiles } from '../format/proof';
import { findNewestCheckpoint } from '../reading/log.repository';
import {
  type Anchor,
  AnchorFailed,
  type AnchorTrouble,
  type Remembered,
  type StoredCheckpoint,
  troubleOf,
} from './anchor';
import { addAnchor, listAnchors, noteProof, noteTrouble } from './anchor.repository';
import { rememberingAnchors } from './anchor-set';
import { StoredAnchoredLog, tilesOf } from './anchored-log.repository';

/** The vault does not start: its log and its anchors do not agree, or it has none where it must. */
export class StartRefused extends Error {
  constructor(
    readonly reason: 'rolled_back' | 'forked' | 'out_of_reach' | 'no_anchor' | 'not_protecting',
    message: string,
    /** Entries that an anchor remembers and the database does not have. */
    readonly missing = 0,
  ) {
    super(message);
    this.name = 'StartRefused';
  }
}

export interface StartCheck {
  readonly database: AuditDatabase;
  readonly options: AuditOptions;
  readonly clock: Clock;
  /** In production there is an anchor, and one that nobody can make forget. */
  readonly production: boolean;
}

interface Asked {
  readonly anchor: Anchor;
  readonly remembered: Remembered | null;
  readonly trouble: AnchorTrouble | null;
  readonly protects: boolean;
}

/**
 * Compares the log with every anchor before anything is added to it. Throws `StartRefused`, or answers what an operator
 * should be told.
 */
export async function checkStart(check: StartCheck): Promise<string[]> {
  const anchors = rememberingAnchors(check.options.anchors);
  if (anchors.length === 0) return withoutAnchor(check.production);
  const own = await read(check, ownState);
  const asked = await Promise.all(anchors.map((anchor) => ask(check, anchor, own.checkpoint)));
  await assertContinued(check, own.size, asked);
  return conclude(check.production, asked);
}

/** The newest state that any anchor within reach remembers; null where none remembers anything. Throws where none can be asked. */
export async function newestAnchored(check: Omit<StartCheck, 'production'>): Promise<Remembered | null> {
  const { checkpoint } = await read(check, ownState);
  const anchors = rememberingAnchors(check.options.anchors);
  const asked = await Promise.all(anchors.map((anchor) => ask(check, anchor, checkpoint)));
  if (asked.every(({ trouble }) => trouble !== null)) throw new AnchorFailed('away');
  return asked.reduce<Remembered | null>(
    (newest, { remembered }) => (remembered !== null && remembered.size > (newest?.size ?? -1) ? remembered : newest),
    null,
  );
}

function withoutAnchor(production: boolean): string[] {
  if (!production)
    return ['No anchor is set up: whoever holds the database could cut off the newest entries of the log unseen.'];
  throw new StartRefused(
    'no_anchor',
    'The log has no anchor outside its database. Set up a bucket (STRONGROOM_ANCHOR_S3_URL) or a witness ' +
      '(STRONGROOM_WITNESS_POLICY_FILE); docs/operating.md says how.',
  );
}

async function ask(
  check: Omit<StartCheck, 'production'>,
  anchor: Anchor,
  own: StoredCheckpoint | null,
): Promise<Asked> {
  const at = check.clock.now();
  try {
    const known = await write(check, async (tx) => {
      await addAnchor(tx, anchor);
      return (await listAnchors(tx, [anchor.name]))[0]?.size ?? 0;
    });
    const remembered = await anchor.newest(known, own, new StoredAnchoredLog(check.database));
    if ((remembered?.size ?? 0) < known) throw new AnchorFailed('forgot');
    const protects = await anchor.prove();
    await write(check, (tx) => noteProof(tx, anchor.name, protects, at));
    return { anchor, remembered, trouble: null, protects };
  } catch (error) {
    const trouble = troubleOf(error);
    await write(check, (tx) => noteTrouble(tx, anchor.name, trouble, at));
    return { anchor, remembered: null, trouble, protects: false };
  }
}

async function assertContinued(check: StartCheck, size: number, asked: readonly Asked[]): Promise<void> {
  const remembered = asked.flatMap((one) => one.remembered ?? []);
  const most = Math.max(0, ...remembered.map((one) => one.size));
  if (most > size) throw rolledBack(most - size);
  const prefixes = await Promise.all(remembered.map((one) => read(check, (tx) => isPrefix(tx, one))));
  const split = asked.some(({ trouble }) => trouble === 'forked' || trouble === 'conflict' || trouble === 'damaged');
  if (split || prefixes.includes(false))
    throw new StartRefused(
      'forked',
      'The log is another one than its anchor remembers: entries that were anchored have been changed. ' +
        'Run strongroom verify; nothing is added until then.',
    );
}

function rolledBack(missing: number): StartRefused {
  const entries = missing === 1 ? '1 entry' : `${missing.toLocaleString('en-US')} entries`;
  return new StartRefused(
    'rolled_back',
    `The log was rolled back by ${entries}: an anchor remembers more than the database has. ` +
      '`strongroom audit refill` takes them back from the anchor bucket.',
    missing,
  );
}

function conclude(production: boolean, asked: readonly Asked[]): string[] {
  const reached = asked.filter(({ trouble }) => trouble === null);
  if (reached.length === 0)
    throw new StartRefused(
      'out_of_reach',
      'No anchor of the log can be reached, so nobody can tell whether the log is whole. Bring one back.',
    );
  if (production && !reached.some(({ protects }) => protects))
    throw new StartRefused(
      'not_protecting',
      'The anchor can be emptied: a canary that should be locked was deleted, or the anchor is a folder. ' +
        'Make the bucket anew with object lock; docs/operating.md says how.',
    );
  return asked.flatMap(({ anchor, trouble, protects }) => {
    if (trouble !== null) return [`The anchor "${anchor.name}" is of no use now: ${trouble}.`];
    return protects ? [] : [`The anchor "${anchor.name}" is no WORM: what it keeps can be removed.`];
  });
}

async function ownState(tx: Transaction): Promise<{ size: number; checkpoint: StoredCheckpoint | null }> {
  const [head] = await tx.query<{ size: string }>('SELECT size FROM audit.head');
  return { size: Number(head?.size ?? 0), checkpoint: await findNewestCheckpoint(tx) };
}

/** A witness has compared by itself: it answers no root. */
async function isPrefix(tx: Transaction, { size, root }: Remembered): Promise<boolean> {
  if (root === null) return true;
  return root.equals(await rootAt(size, subtreesFromTiles(size, tilesOf(tx).tile)));
}

function read<T>({ database }: Pick<StartCheck, 'database'>, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return database.read({ actor: systemActor }, work);
}

function write<T>({ database }: Pick<StartCheck, 'database'>, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return database.transaction({ actor: systemActor }, work);
}
