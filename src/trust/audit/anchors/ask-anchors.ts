import { type Clock, systemActor } from '../../../kernel';
import type { AuditDatabase, Transaction } from '../../../platform/database';
import type { AuditOptions } from '../audit.options';
import { rootAt, subtreesFromTiles } from '../format/proof';
import { findNewestCheckpoint } from '../reading/log.repository';
import { type Anchor, AnchorFailed, type AnchorTrouble, type Remembered, troubleOf } from './anchor';
import { addAnchor, listAnchors, noteProof, noteTrouble } from './anchor.repository';
import { rememberingAnchors } from './anchor-set';
import { StoredAnchoredLog, tilesOf } from './anchored-log.repository';

export interface Asking {
  readonly database: AuditDatabase;
  readonly options: AuditOptions;
  readonly clock: Clock;
}

/** What one anchor answered, or why it did not. */
export interface Asked {
  readonly anchor: Anchor;
  readonly remembered: Remembered | null;
  readonly trouble: AnchorTrouble | null;
  readonly protects: boolean;
}

/** Asks every anchor that remembers the log, all at once, and keeps how each of them is. */
export async function askAnchors(asking: Asking): Promise<Asked[]> {
  return Promise.all(rememberingAnchors(asking.options.anchors).map((anchor) => ask(asking, anchor)));
}

/** Whether it could not be asked, or knows too little to say anything: unlike one that remembers another log. */
export function isOutOfReach({ trouble }: Pick<Asked, 'trouble'>): boolean {
  return trouble === 'away' || trouble === 'refused' || trouble === 'forgot';
}

async function ask({ database, clock }: Asking, anchor: Anchor): Promise<Asked> {
  const at = clock.now();
  try {
    const remembered = await askAnchor(database, anchor);
    const protects = await anchor.prove();
    await database.transaction({ actor: systemActor }, (tx) => noteProof(tx, anchor.name, protects, at));
    return { anchor, remembered, trouble: null, protects };
  } catch (error) {
    const trouble = troubleOf(error);
    await database.transaction({ actor: systemActor }, (tx) => noteTrouble(tx, anchor.name, trouble, at));
    return { anchor, remembered: null, trouble, protects: false };
  }
}

/** What an anchor remembers now. Throws `AnchorFailed` where it cannot be asked, or knows less than it once knew. */
export async function askAnchor(database: AuditDatabase, anchor: Anchor): Promise<Remembered | null> {
  const { known, own } = await database.transaction({ actor: systemActor }, async (tx) => {
    await addAnchor(tx, anchor);
    const [row] = await listAnchors(tx, [anchor.name]);
    return { known: row?.size ?? 0, own: await findNewestCheckpoint(tx) };
  });
  const remembered = await anchor.newest(known, own, new StoredAnchoredLog(database));
  if ((remembered?.size ?? 0) < known) throw new AnchorFailed('forgot');
  return remembered;
}

/** How many of the entries that an anchor remembers the log lacks; where none, whether they are others. */
export async function compareLog(
  database: AuditDatabase,
  remembered: Remembered,
): Promise<{ readonly missing: number; readonly differs: boolean }> {
  return database.read({ actor: systemActor }, async (tx) => {
    const [head] = await tx.query<{ size: string }>('SELECT size FROM audit.head');
    const missing = Math.max(0, remembered.size - Number(head?.size ?? 0));
    return { missing, differs: missing === 0 && !(await isPrefix(tx, remembered)) };
  });
}

/** A witness has compared by itself: it answers no root. */
async function isPrefix(tx: Transaction, { size, root }: Remembered): Promise<boolean> {
  if (root === null) return true;
  return root.equals(await rootAt(size, subtreesFromTiles(size, tilesOf(tx).tile)));
}
