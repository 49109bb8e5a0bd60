import { fromBase64, text, utf8 } from './bytes.mjs';
import { openCheckpoint } from './checkpoint.mjs';
import { readLeaf } from './leaf.mjs';
import { wentBy } from './log-names.mjs';
import { Tree } from './tree.mjs';

/** Reads a C2SP tlog-proof; null where it is none. */
export function readProof(bytes) {
  try {
    const written = text(bytes);
    const gap = written.indexOf('\n\n');
    const lines = written.slice(0, gap).split('\n');
    const [header, second = ''] = lines;
    const extra = second.startsWith('extra ') ? fromBase64(second.slice(6)) : undefined;
    const [index, ...path] = lines.slice(extra === undefined ? 1 : 2);
    const [, n] = /^index (0|[1-9]\d{0,15})$/.exec(index ?? '') ?? [];
    const hashes = path.map(fromBase64);
    if (header !== 'c2sp.org/tlog-proof@v1' || gap < 0 || n === undefined || extra === null) return null;
    if (!hashes.every((hash) => hash?.length === 32)) return null;
    return { index: Number(n), extra, path: hashes, note: utf8(written.slice(gap + 2)) };
  } catch {
    return null;
  }
}

/** Checks one proof: that this entry is in the log of the checkpoint. The entry is in the proof's `extra`, or is given. */
export async function verifyProof({ proof: bytes, leaf: given, key }, { platform, trusted, report }) {
  const proof = readProof(bytes);
  if (!report.check('the proof can be read', proof !== null)) return;
  const checkpoint = await openCheckpoint({ note: proof.note, key, trusted, platform, report });
  const leaf = given ?? proof.extra ?? null;
  if (
    checkpoint === null ||
    !report.check('the entry is there', leaf !== null, leaf === null ? 'give it beside the proof' : '')
  )
    return;
  const read = readLeaf(leaf);
  const ours = read?.n === proof.index && wentBy(checkpoint.origin, read.log);
  const renamed = ours && read.log !== checkpoint.origin;
  report.check('the entry is one of this log, under this number', ours, renamed ? `when it was ${read.log}` : '');
  if (read !== null) report.fact('entry', JSON.stringify(read));
  report.check('the entry is in the log that was signed', await isProven(proof, leaf, checkpoint, platform));
}

/** Whether a proof leads from the leaf, under its number, to the root of the checkpoint. */
export async function isProven({ index, path }, leaf, { size, root }, { sha256 }) {
  const tree = new Tree(sha256);
  return tree.proves({ index, size, hash: await tree.leafHash(leaf), path, root });
}
