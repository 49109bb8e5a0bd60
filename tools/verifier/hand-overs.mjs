import { hex } from './bytes.mjs';
import { underName, wentBy } from './log-names.mjs';
import { isSignedBy, parseHandOver, readKey } from './note.mjs';

/** The notes under a folder in which each key of the log names the next one, by the size that it signed last. */
export async function readHandOvers(files, folder) {
  const paths = files.paths.filter((path) => path.startsWith(`${folder}/`) && /\/\d+$/.test(path));
  const notes = await Promise.all(paths.map(async (path) => parseHandOver(await files.read(path))));
  return notes.sort((one, other) => (one?.size ?? 0) - (other?.size ?? 0));
}

/**
 * Follows hand-overs from a key to the one that signed last: each signed by the key before it and by the one that it
 * names, under the name that the log had then. Null where that does not lead there.
 */
export async function followHandOvers(notes, { from, to, platform }) {
  const steps = [];
  let key = from;
  for (const note of notes) {
    if (hex(key.key) === hex(to.key)) break;
    if (note === null || !wentBy(note.origin, key.name)) continue;
    const signer = await underName(key, note.origin, platform);
    if (!(await isSignedBy(note, signer, platform))) continue;
    const next = await readKey(note.next, platform);
    if (next?.kind !== 1 || next.name !== note.origin || !(await isSignedBy(note, next, platform))) return null;
    steps.push({ size: note.size, digest: hex(await platform.sha256(next.key)) });
    key = next;
  }
  const sameLog = wentBy(to.name, key.name) || wentBy(key.name, to.name);
  return hex(key.key) === hex(to.key) && sameLog ? steps : null;
}
