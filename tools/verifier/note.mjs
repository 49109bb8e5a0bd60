import { concat, equal, fromBase64, hex, text, uint, utf8 } from './bytes.mjs';

/** A key in C2SP's spelling, `name+hex key id+base64(kind ‖ key)`: 1 is a log's Ed25519 key, 4 a witness's. Null for no key. */
export async function readKey(line, platform) {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(line.trim()) ?? [];
  const bytes = encoded === undefined ? null : fromBase64(encoded);
  if (bytes === null || bytes.length !== 33 || (bytes[0] !== 1 && bytes[0] !== 4)) return null;
  const expected = (await platform.sha256(concat(utf8(`${name}\n`), bytes))).slice(0, 4);
  return hex(expected) === id ? { name, id: expected, kind: bytes[0], key: bytes.slice(1) } : null;
}

/** Reads a checkpoint without believing it. Null where it is no signed note over a checkpoint. */
export function parseCheckpoint(bytes) {
  const note = parseNote(bytes);
  const [origin, size, root, end, ...more] = note?.body.split('\n') ?? [];
  if (end !== '' || more.length > 0 || !/^(0|[1-9]\d{0,15})$/.test(size ?? '')) return null;
  const hash = fromBase64(root ?? '');
  return hash?.length === 32 ? { ...note, origin, size: Number(size), root: hash } : null;
}

/** Reads the note in which a key of the log names the next one, without believing it. */
export function parseHandOver(bytes) {
  const note = parseNote(bytes);
  const [first, origin, size, next, end, ...more] = note?.body.split('\n') ?? [];
  if (first !== 'strongroom.log-key/hand-over/v1' || end !== '' || more.length > 0) return null;
  return /^[1-9]\d{0,14}$/.test(size) ? { ...note, origin, size: Number(size), next } : null;
}

/** A C2SP signed note; null where the bytes are none. */
function parseNote(bytes) {
  let note;
  try {
    note = text(bytes);
  } catch {
    return null;
  }
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return null;
  const signatures = note
    .slice(split + 2, -1)
    .split('\n')
    .map(parseSignature);
  return signatures.includes(null) ? null : { body: note.slice(0, split + 1), signatures };
}

function parseSignature(line) {
  const [, name, encoded] = /^— ([^\s+]+) (\S+)$/u.exec(line) ?? [];
  const blob = encoded === undefined ? null : fromBase64(encoded);
  return blob === null || blob.length < 5 ? null : { name, id: blob.slice(0, 4), signature: blob.slice(4) };
}

/** Whether the log itself signed the checkpoint, or the hand-over. */
export async function isSignedBy(note, key, platform) {
  const ours = note.signatures.filter(({ name, id }) => name === key.name && equal(id, key.id));
  if (note.origin !== key.name || ours.length === 0) return false;
  const holds = ours.map(({ signature }) => platform.verifyEd25519(key.key, signature, utf8(note.body)));
  return (await Promise.all(holds)).every(Boolean);
}

/** When a witness cosigned (c2sp.org/tlog-cosignature), or null. */
export async function cosignedAt(checkpoint, witness, platform) {
  for (const { name, id, signature } of checkpoint.signatures) {
    if (name !== witness.name || !equal(id, witness.id) || signature.length !== 72) continue;
    const seconds = uint(signature, 0, 8);
    const signed = utf8(`cosignature/v1\ntime ${seconds}\n${checkpoint.body}`);
    if (await platform.verifyEd25519(witness.key, signature.slice(8), signed)) return new Date(seconds * 1000);
  }
  return null;
}
