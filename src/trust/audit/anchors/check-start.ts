import { findAcceptedStart } from '../opening/accepted-start.repository';
import { AnchorFailed, type Remembered } from './anchor';
import { rememberingAnchors } from './anchor-set';
import { type Asked, askAnchors, type Asking, compareLog, isOutOfReach } from './ask-anchors';

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

export interface StartCheck extends Asking {
  /** In production there is an anchor, and one that nobody can make forget. */
  readonly production: boolean;
}

/**
 * Compares the log with every anchor before anything is added to it. Throws `StartRefused`, or answers what an operator
 * should be told. What two people accepted counts for this start, whether or not it is needed.
 */
export async function checkStart(check: StartCheck): Promise<string[]> {
  const accepted = (await check.options.keyring?.takeAcceptedStart()) ?? null;
  if (rememberingAnchors(check.options.anchors).length === 0) return withoutAnchor(check.production);
  const asked = await askAnchors(check);
  await assertContinued(check, asked);
  if (asked.every(isOutOfReach)) return withoutReach(check, accepted);
  return conclude(check.production, asked);
}

/** The newest state that any anchor within reach remembers; null where none remembers anything. Throws where none can be asked. */
export async function newestAnchored(asking: Asking): Promise<Remembered | null> {
  const asked = await askAnchors(asking);
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

async function assertContinued({ database }: StartCheck, asked: readonly Asked[]): Promise<void> {
  const remembered = asked.flatMap((one) => one.remembered ?? []);
  const compared = await Promise.all(remembered.map((one) => compareLog(database, one)));
  const missing = Math.max(0, ...compared.map((one) => one.missing));
  if (missing > 0) throw rolledBack(missing);
  const contradicted = asked.some((one) => one.trouble !== null && !isOutOfReach(one));
  if (contradicted || compared.some(({ differs }) => differs))
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

/** Nobody outside can be asked: then this very log was accepted by two people, or nothing starts. */
async function withoutReach({ database }: StartCheck, accepted: string | null): Promise<string[]> {
  const entry = accepted === null ? null : await findAcceptedStart(database, accepted);
  if (entry !== null)
    return [
      `No anchor of the log can be reached. Two people accepted this one start (entry ${entry}); ` +
        'the log is compared with each anchor as soon as it is back.',
    ];
  throw new StartRefused(
    'out_of_reach',
    'No anchor of the log can be reached, so nobody can tell whether the log is whole. Bring one back, or have two ' +
      'people accept this start: `strongroom audit accept-start`.',
  );
}

function conclude(production: boolean, asked: readonly Asked[]): string[] {
  if (production && !asked.some(({ trouble, protects }) => trouble === null && protects))
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
