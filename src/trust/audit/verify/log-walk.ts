import type { Leaf } from '../format/leaf';
import { tilesAt, tileWidth } from '../format/tiles';
import { hashLength, perfectRoot } from '../format/tree';
import type { LogChecker } from './log-checker';
import type { PersonalChecker } from './personal-checker';
import type { CommittedParts } from './scan/block-checker';
import type { ScannedBlock, SoundBlock } from './scan/scan-range';
import type { CheckpointStream, SearchedPart, StoredLog } from './verify.repository';

/**
 * Leaves and checkpoints side by side: each checkpoint right after the leaf that it covers last. Blocks that a scan found
 * sound are taken as a whole; every other row is read here, one by one, by the checker that names what is wrong.
 */
export class LogWalk {
  constructor(
    private readonly stored: StoredLog,
    private readonly checker: LogChecker,
    private readonly personal: PersonalChecker,
    private readonly checkpoints: CheckpointStream,
  ) {}

  /** Walks over the blocks, and over whatever rows lie outside the numbers that the log promises. */
  async run(blocks: AsyncIterable<ScannedBlock>, expected: number, progress: (checked: number) => void): Promise<void> {
    const { checker, checkpoints } = this;
    await this.rows(Number.MIN_SAFE_INTEGER, 0);
    for await (const { from, to, sound } of blocks) {
      if (sound !== null && checker.size === from) await this.takeSound(from, sound);
      else await this.rows(from, to);
      progress(checker.rows);
    }
    await this.rows(expected, Number.MAX_SAFE_INTEGER);
    await this.moveTo(expected);
    for (let next = await checkpoints.peek(); next !== null; next = await checkpoints.next()) {
      checker.addCheckpointBeyond(next);
    }
  }

  /** The tiles above the lowest level are made of the roots under them, and of nothing else. */
  async upperTiles(size: number): Promise<void> {
    for (let level = 1; tilesAt(level, size).full > 0; level += 1) {
      for (let index = 0; index < tilesAt(level, size).full; index += 1) {
        const tile = await this.stored.tile(index, level);
        const span = tileWidth ** (level + 1);
        const add = (kind: 'tile_missing' | 'tile_differs' | 'tile_root') =>
          this.checker.findings.add(kind, (index + 1) * span - 1, { from: index * span });
        if (tile === null) add('tile_missing');
        else if (!tile.hashes.equals(await this.stored.rootsUnder(level, index))) add('tile_differs');
        else if (!tile.root.equals(perfectRoot(tile.hashes))) add('tile_root');
      }
    }
  }

  private async takeSound(from: number, block: SoundBlock): Promise<void> {
    const { checker } = this;
    await this.passCheckpoints();
    const hashes = Buffer.from(block.hashes.buffer);
    const to = from + hashes.length / hashLength;
    const next = await this.checkpoints.peek();
    const root = block.root === null || (next !== null && next.size < to) ? null : Buffer.from(block.root);
    if (root === null) await this.takeHashes(from, hashes, block);
    else checker.addSound({ hashes, root, sealed: block.sealed });
    await this.passCheckpoints();
    this.personal.add(block.counts);
    if (this.personal.opens) await this.checkParts(from, to, block.parts);
  }

  private async checkParts(from: number, to: number, committed: readonly CommittedParts[]): Promise<void> {
    const stored = await this.stored.partsOf(from, to - 1);
    const known = new Set(committed.map(({ n }) => n));
    const strays = [...stored.keys()].filter((n) => !known.has(n)).map((n) => ({ n, id: null, pa: null, ps: null }));
    await this.personal.check([...committed, ...strays].map((one) => ({ ...one, stored: stored.get(one.n) ?? [] })));
  }

  /** The same where a checkpoint was signed inside the block: piece by piece, from one checkpoint to the next. */
  private async takeHashes(from: number, hashes: Buffer, { sealed }: SoundBlock): Promise<void> {
    const to = from + hashes.length / hashLength;
    let [at, first] = [from, sealed.first];
    while (at < to) {
      const next = await this.checkpoints.peek();
      const end = next !== null && next.size > at && next.size < to ? next.size : to;
      const piece = hashes.subarray((at - from) * hashLength, (end - from) * hashLength);
      this.checker.addSound({ hashes: piece, root: null, sealed: { first, last: sealed.last } });
      [at, first] = [end, sealed.last];
      await this.passCheckpoints();
    }
  }

  private async rows(from: number, to: number): Promise<void> {
    const { stored, checker } = this;
    for await (const rows of stored.leaves(from, to)) {
      const [first, last] = [rows[0], rows.at(-1)];
      if (first === undefined || last === undefined) continue;
      const parts = await stored.partsOf(first.n, last.n);
      const read: { leaf: Leaf; n: number; stored: SearchedPart[] }[] = [];
      for (const row of rows) {
        await this.moveTo(row.n);
        const leaf = await checker.addLeaf(row);
        // By the row's number, which is where its parts lie, whatever the leaf says.
        if (leaf !== null) read.push({ leaf, n: row.n, stored: parts.get(row.n) ?? [] });
      }
      await this.personal.check(
        read.map(({ leaf: { e }, n, stored: found }) => ({ n, id: e.id, pa: e.pa, ps: e.ps, stored: found })),
      );
    }
  }

  /** Brings the walk to row `n`, over missing rows where there are any, and past every checkpoint on the way. */
  private async moveTo(n: number): Promise<void> {
    const { checker } = this;
    if (n > checker.size) checker.noteGap(n);
    await this.passCheckpoints();
    while (checker.size < n) {
      await checker.skip(n);
      await this.passCheckpoints();
    }
  }

  private async passCheckpoints(): Promise<void> {
    const { checkpoints, checker } = this;
    for (let next = await checkpoints.peek(); next !== null && next.size <= checker.size;) {
      checker.addCheckpoint(next);
      next = await checkpoints.next();
    }
  }
}
