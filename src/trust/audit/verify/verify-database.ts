import { type Clock, systemActor, systemClock } from '../../../kernel';
import type { Database } from '../../../platform/database';
import type { Leaf } from '../format/leaf';
import { type LogKey, logKeyId } from '../format/note';
import type { PersonalParts } from '../personal-parts';
import type { StoredPart } from '../reading/personal-state';
import { LogChecker } from './log-checker';
import { PersonalChecker } from './personal-checker';
import type { VerificationResult } from './verification-result';
import { type CheckpointStream, StoredLog } from './verify.repository';

export interface VerifyOptions {
  /** Any connection that may read schema `audit`. */
  readonly database: Database;
  /** Whose log it must be: from the key file, never from the database itself. */
  readonly log: LogKey;
  /** The keystore; without it personal parts are counted, not checked. */
  readonly parts?: PersonalParts | null;
  readonly clock?: Clock;
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
    const checker = new LogChecker(options.log, stored);
    const personal = new PersonalChecker(checker.findings, options.parts ?? null);
    await new Walk(stored, checker, personal).run(expected, (checked) => options.progress?.(checked, expected));
    checker.finish(head, newest);
    for (const { id, n } of await stored.listRepeatedIds()) checker.findings.add('repeated_id', n, { id });
    for (const n of await stored.listStrayParts(checker.size)) checker.findings.add('personal_stray', n);
    return {
      origin: options.log.origin,
      key: logKeyId(options.log).toString('hex'),
      startedAt,
      finishedAt: clock.now().toISOString(),
      intact: checker.findings.count === 0,
      entries: { found: checker.rows, expected },
      checkpoints: { confirmed: checker.confirmed, found: checker.checkpoints },
      gaps: checker.gaps,
      personal: personal.counts,
      anchors: 'none',
      findingCount: checker.findings.count,
      findings: checker.findings.list,
    };
  });
}

/** Leaves and checkpoints side by side: each checkpoint right after the leaf that it covers last. */
class Walk {
  constructor(
    private readonly stored: StoredLog,
    private readonly checker: LogChecker,
    private readonly personal: PersonalChecker,
  ) {}

  async run(expected: number, progress: (checked: number) => void): Promise<void> {
    const { stored, checker } = this;
    const checkpoints = await stored.checkpoints();
    for await (const rows of stored.leaves()) {
      const parts = await stored.partsOf(rows);
      const read: { leaf: Leaf; stored: StoredPart[] }[] = [];
      for (const row of rows) {
        await this.moveTo(row.n, checkpoints);
        const leaf = await checker.addLeaf(row);
        // By the row's number, which is where its parts lie, whatever the leaf says.
        if (leaf !== null) read.push({ leaf: { ...leaf, n: row.n }, stored: parts.get(row.n) ?? [] });
      }
      await this.personal.check(read);
      progress(checker.rows);
    }
    await this.moveTo(expected, checkpoints);
    for (let next = await checkpoints.peek(); next !== null; next = await checkpoints.next()) {
      checker.addCheckpointBeyond(next);
    }
  }

  /** Brings the walk to row `n`, over missing rows where there are any, and past every checkpoint on the way. */
  private async moveTo(n: number, checkpoints: CheckpointStream): Promise<void> {
    const { checker } = this;
    if (n > checker.size) checker.noteGap(n);
    await this.passCheckpoints(checkpoints);
    while (checker.size < n) {
      await checker.skip(n);
      await this.passCheckpoints(checkpoints);
    }
  }

  private async passCheckpoints(checkpoints: CheckpointStream): Promise<void> {
    for (let next = await checkpoints.peek(); next !== null && next.size <= this.checker.size;) {
      this.checker.addCheckpoint(next);
      next = await checkpoints.next();
    }
  }
}
