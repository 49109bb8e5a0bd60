import { type Clock, systemActor, systemClock } from '../../../kernel';
import type { Database } from '../../../platform/database';
import { type AnchorSet, hasAnchors, noAnchors } from '../anchors/anchor-set';
import { verifyAnchors } from '../anchors/verify-anchors';
import { type LogKey, logKeyId } from '../format/note';
import type { PersonalParts } from '../personal-parts';
import { followHandOvers } from '../log-keys/follow-hand-overs';
import { findOpenings } from './find-openings';
import { findPruning, type Pruning } from '../pruning/pruning.repository';
import { LogChecker } from './log-checker';
import { LogWalk } from './log-walk';
import { PersonalChecker } from './personal-checker';
import { scanBlocks } from './scan/block-scan';
import type { NamedLeaves } from './scan/leaf-scanner';
import type { VerificationResult } from './verification-result';
import { StoredLog } from './verify.repository';

export interface VerifyOptions {
  /** Any connection that may read schema `audit`. */
  readonly database: Database;
  /** Whose log it must be: from the key file, never from the database itself. */
  readonly log: LogKey;
  /** The keystore; without it personal parts are counted, not checked. */
  readonly parts?: PersonalParts | null;
  /** What remembers the log elsewhere; without it a tail that was cut off cleanly is not noticed. */
  readonly anchors?: AnchorSet;
  readonly clock?: Clock;
  /** How many threads look through the log; as many as there are cores where nothing is said. */
  readonly threads?: number;
  readonly progress?: (checked: number, expected: number) => void;
}

/**
 * Reads the whole log in one snapshot and says whether it is what was sealed. Memory does not grow with the log. What it
 * cannot see without an anchor outside the database: that a tail was cut off cleanly, with its checkpoints.
 */
export async function verifyDatabase(options: VerifyOptions): Promise<VerificationResult> {
  const clock = options.clock ?? systemClock;
  const startedAt = clock.now().toISOString();
  return options.database.read({ actor: systemActor }, async (tx) => {
    const stored = new StoredLog(tx);
    const head = await stored.findHead();
    const newest = await stored.findNewestCheckpointSize();
    const expected = Math.max(head?.size ?? 0, newest);
    const prune = await findPruning(tx);
    const { log, unproved } = await followHandOvers(tx, options.log, prune?.below);
    const checker = new LogChecker(log, stored, expected, prune?.below);
    const personal = new PersonalChecker(checker.findings, options.parts ?? null);
    const walk = new LogWalk(stored, checker, personal, await stored.checkpoints());
    const plan = {
      url: options.database.url,
      snapshot: await stored.exportSnapshot(),
      origins: originsOf(log),
      parts: options.parts ? ('list' as const) : ('count' as const),
    };
    await walk.run(scanBlocks(plan, expected, options.threads), expected, (checked) =>
      options.progress?.(checked, expected),
    );
    await walk.upperTiles(expected);
    checker.finish(head, newest);
    await checkTables(stored, checker);
    const { anchors = noAnchors } = options;
    const anchored = hasAnchors(anchors)
      ? await verifyAnchors({ tx, anchors, findings: checker.findings, size: expected })
      : 'none';
    const openings = await findOpenings(tx, log, { findings: checker.findings, size: checker.size });
    for (const n of unproved) checker.findings.add('key_unproved', n);
    if (prune?.approved === false) checker.findings.add('prune_unapproved', prune.entry);
    return {
      origin: options.log.origin,
      key: logKeyId(log).toString('hex'),
      startedAt,
      finishedAt: clock.now().toISOString(),
      intact: checker.findings.count === 0,
      entries: { found: checker.rows, expected },
      checkpoints: { confirmed: checker.confirmed, found: checker.checkpoints },
      gaps: checker.gaps,
      pruned: prunedIn(checker, prune),
      ...(openings.length === 0 ? {} : { openings }),
      personal: personal.counts,
      anchors: anchored,
      findingCount: checker.findings.count,
      findings: checker.findings.list,
    };
  });
}

/** What no walk over leaves can see, because it stands in several rows or beside none. */
async function checkTables(stored: StoredLog, { findings, size }: LogChecker): Promise<void> {
  for (const { id, n } of await stored.listRepeatedIds()) findings.add('repeated_id', n, { id });
  for (const n of await stored.listMistimedParts()) findings.add('personal_search', n);
  for (const n of await stored.listStrayParts(size)) findings.add('personal_stray', n);
}

function originsOf({ origin, earlier = [] }: LogKey): NamedLeaves[] {
  const before = earlier.map(({ origin: name = origin, upTo }) => ({ origin: name, below: upTo }));
  return [...before, { origin, below: Infinity }];
}

function prunedIn({ pruned: count }: LogChecker, prune: Pruning | null): VerificationResult['pruned'] {
  return prune === null || count === 0 ? null : { count, entry: prune.entry };
}
