import { hex } from './bytes.mjs';
import { isSignedBy, parseHandOver, readKey } from './note.mjs';

/** The notes under a folder in which each key of the log names the next one, by the size that it signed last. */
export async function readHandOvers(files, folder) {
  const paths = files.paths.filter((path) => path.startsWith(`${folder}/`) && /\/\d+$/.test(path));
  const notes = await Promise.all(paths.map(async (path) => parseHandOver(await files.read(path))));
  return notes.sort((one, other) => (one?.size ?? 0) - (other?.size ?? 0));
}

/**
 * Follows hand-overs from a key to the one that signed last: each signed by the key before it and by the one that it
 * names. Null where that does not lead there.
 */
export async function followHandOvers(notes, { from, to, platform }) {
  const steps = [];
  let key = from;
  for (const note of notes) {
    if (hex(key.key) === hex(to.key)) break;
    if (note === null || !(await isSignedBy(note, key, platform))) continue;
    const next = await readKey(note.next, platform);
    if (next?.kind !== 1 || next.name !== note.origin || !(await isSignedBy(note, next, platform))) return null;
    steps.push({ size: note.size, digest: hex(await platform.sha256(next.key)) });
    key = next;
  }
  return hex(key.key) === hex(to.key) && key.name === to.name ? steps : null;
}
