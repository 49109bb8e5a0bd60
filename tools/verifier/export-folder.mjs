import { concat, equal, uint } from './bytes.mjs';
import { openCheckpoint } from './checkpoint.mjs';
import { readHandOvers } from './hand-overs.mjs';
import { readLeaf } from './leaf.mjs';
import { NamesOfLog } from './log-names.mjs';
import { reportOpenings, SaidOfLog } from './said-of-log.mjs';
import { CompactRange, Tree } from './tree.mjs';

const width = 256;

/** Checks a log that was exported as C2SP tlog-tiles: every leaf, every tile, the root and its signature. */
export async function verifyExport(files, { platform, trusted, report, progress = () => undefined }) {
  const [note, key] = [await files.read('checkpoint'), await files.read('key')];
  const handOvers = await readHandOvers(files, 'hand-overs');
  const checkpoint = await openCheckpoint({ note, key, handOvers, trusted, platform, report });
  if (checkpoint === null) return;
  const check = new ExportCheck(files, checkpoint, new Tree(platform.sha256));
  for (let index = 0; index * width < checkpoint.size; index += 1) {
    await check.bundle(index);
    progress(Math.min((index + 1) * width, checkpoint.size), checkpoint.size);
  }
  await check.upperTiles();
  report.each('every entry is there, readable, in its place', check.findings);
  report.check('the entries lead to the name of the checkpoint', check.names.complete);
  reportOpenings(check.says, checkpoint.size, report);
  if (check.pruned > 0) {
    report.check(`entries 0-${check.pruned - 1} can be read`, null, 'only their hashes are left');
    report.check('an entry and two approvals let them go', check.says.pruningApproved(check.pruned));
  }
  if (checkpoint.handOvers.length > 0)
    report.check('each change of key stands in the log', check.says.namesKeys(checkpoint.handOvers, check.pruned));
  report.each('every tile is made of what lies under it', check.tiles);
  report.check('the entries are the ones that the log signed', equal(await check.range.root(), checkpoint.root));
  report.check(
    'nothing was cut off after the checkpoint',
    null,
    'an export alone cannot show that: compare the checkpoint with an anchored or witnessed one',
  );
}

class ExportCheck {
  findings = [];
  tiles = [];
  /** What entries say about the log itself. */
  says = new SaidOfLog();
  /** Leaves at the beginning of which only the hashes are left. */
  pruned = 0;
  #roots = [];
  #sealed = '';

  constructor(files, checkpoint, tree) {
    this.files = files;
    this.checkpoint = checkpoint;
    this.tree = tree;
    this.range = new CompactRange(tree);
    this.names = new NamesOfLog(checkpoint.origin);
  }

  async bundle(index) {
    const first = index * width;
    const count = Math.min(width, this.checkpoint.size - first);
    const bytes = await this.files.read(tilePath('entries', index, count));
    const leaves = bytes === null ? null : splitLeaves(bytes, count);
    const tile = await this.files.read(tilePath(0, index, count));
    const pruned = bytes === null && first === this.pruned && count === width && tile?.length === width * 32;
    if (pruned) this.pruned += count;
    else if (leaves === null) this.findings.push(`entries ${first}-${first + count - 1} are missing or cut`);
    else leaves.forEach((leaf, i) => this.#leaf(leaf, first + i));
    const hashes = leaves === null ? splitHashes(tile, count) : await this.tree.leafHashes(leaves);
    if (leaves !== null && (tile === null || !equal(concat(...hashes), tile)))
      this.#tileDiffers(tile, hashes, first, count);
    if (hashes === null) return;
    if (count < width) for (const hash of hashes) await this.range.append(hash);
    else {
      const root = await this.tree.perfectRoot(hashes);
      // The tiles above stand on the tile, the checkpoint on the entries: a difference is told where it is.
      const kept = splitHashes(tile, count);
      this.#roots.push(kept === null ? root : await this.tree.perfectRoot(kept));
      await this.range.append(root, width);
    }
  }

  /** Levels above: 256 roots of the level below, and at the edge as many as there are. */
  async upperTiles() {
    for (let level = 1, below = this.#roots; below.length > 0; level += 1) {
      const roots = [];
      for (let index = 0; index * width < below.length; index += 1) {
        const under = below.slice(index * width, (index + 1) * width);
        const tile = await this.files.read(tilePath(level, index, under.length));
        if (tile === null || !equal(concat(...under), tile)) this.tiles.push(tilePath(level, index, under.length));
        if (under.length === width) roots.push(await this.tree.perfectRoot(under));
      }
      below = roots;
    }
  }

  #leaf(bytes, n) {
    const leaf = readLeaf(bytes);
    if (leaf === null) this.findings.push(`entry ${n} is no entry`);
    else if (leaf.n !== n || !this.names.follows(leaf)) this.findings.push(`entry ${n} belongs elsewhere`);
    else if (leaf.sealed < this.#sealed) this.findings.push(`entry ${n} was sealed before the one before it`);
    else {
      this.#sealed = leaf.sealed;
      this.says.take(leaf);
    }
  }

  #tileDiffers(tile, hashes, first, count) {
    const known = splitHashes(tile, count);
    if (known === null) {
      this.tiles.push(tilePath(0, first / width, count));
      return;
    }
    hashes.forEach((hash, i) => {
      if (!equal(hash, known[i])) this.findings.push(`entry ${first + i} is not the one in its tile`);
    });
  }
}

export function tilePath(level, index, count) {
  const digits = String(index)
    .padStart(Math.ceil(String(index).length / 3) * 3, '0')
    .match(/\d{3}/g);
  const name = digits.map((group, i) => (i < digits.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${name}${count === width ? '' : `.p/${count}`}`;
}

/** Leaves as they lie in a bundle, each u16 length ‖ bytes; null where it is not so many, exactly. */
export function splitLeaves(bytes, count) {
  const leaves = [];
  let at = 0;
  while (at + 2 <= bytes.length && leaves.length < count) {
    const end = at + 2 + uint(bytes, at, 2);
    leaves.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return at === bytes.length && leaves.length === count ? leaves : null;
}

function splitHashes(tile, count) {
  if (tile?.length !== count * 32) return null;
  return Array.from({ length: count }, (_, i) => tile.subarray(i * 32, (i + 1) * 32));
}
