import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { hashLength } from './tree';

/*
 * A checkpoint is a C2SP signed note (c2sp.org/signed-note, c2sp.org/tlog-checkpoint), exactly
 *   <origin>\n<size>\n<base64 root>\n
 *   \n
 *   — <key name> <base64(4-byte key id ‖ 64-byte Ed25519 signature)>\n
 * with key id = SHA-256(name ‖ 0A ‖ 01 ‖ public key)[:4]. The key's name is the origin.
 */

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

/** A note that does not hold: malformed, of another log, signed by another key, or not signed at all. */
export class BadCheckpoint extends Error {
  constructor(readonly kind: 'malformed' | 'wrong_origin' | 'unknown_key' | 'bad_signature') {
    super(`checkpoint refused: ${kind}`);
    this.name = 'BadCheckpoint';
  }
}

/** Who may sign a log's checkpoints: the origin, the public key behind it, and keys that signed before it. */
export interface LogKey {
  readonly origin: string;
  readonly publicKey: KeyObject;
  /** Oldest first. Each signed checkpoints of the sizes up to its last one, and none after it. */
  readonly earlier?: readonly EarlierKey[];
}

export interface EarlierKey {
  readonly publicKey: KeyObject;
  /** The origin that it signed under, where the log was opened anew after it. */
  readonly origin?: string;
  /** The largest size that it signed. */
  readonly upTo: number;
}

/** The one key that may have signed a checkpoint of this size. */
export function keyFor({ earlier = [], publicKey }: LogKey, size: number): KeyObject {
  return earlier.find(({ upTo }) => size <= upTo)?.publicKey ?? publicKey;
}

/** The origin of the checkpoint of this size, and of the leaf that it covers last. */
export function originFor({ earlier = [], origin }: LogKey, size: number): string {
  return earlier.find(({ upTo }) => size <= upTo)?.origin ?? origin;
}

export function isOrigin(text: string): boolean {
  // Spaces and `+` would make the signature line and the key file ambiguous.
  return /^[^\s+\p{Surrogate}]{1,255}$/u.test(text);
}

/** The 32 bytes of an Ed25519 public key. */
export function rawPublicKey(key: KeyObject): Buffer {
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('a log key is an Ed25519 key');
  const { x } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  return Buffer.from(x ?? '', 'base64url');
}

export function logKeyId(log: LogKey): Buffer {
  const named = Buffer.concat([Buffer.from(`${log.origin}\n`), ed25519Kind, rawPublicKey(log.publicKey)]);
  return createHash('sha256').update(named).digest().subarray(0, 4);
}

const ed25519Kind = Buffer.from([1]);

/** The public key as C2SP tools read it: `name+hex key id+base64(01 ‖ public key)`. */
export function verifierKey(log: LogKey): string {
  const encoded = Buffer.concat([ed25519Kind, rawPublicKey(log.publicKey)]).toString('base64');
  return `${log.origin}+${logKeyId(log).toString('hex')}+${encoded}`;
}

function checkpointText(checkpoint: Checkpoint): string {
  if (!isOrigin(checkpoint.origin) || checkpoint.root.length !== hashLength) throw new BadCheckpoint('malformed');
  return `${checkpoint.origin}\n${checkpoint.size}\n${checkpoint.root.toString('base64')}\n`;
}

/** Signs a checkpoint. The caller publishes it only after the leaves under it are committed. */
export function signCheckpoint(checkpoint: Checkpoint, privateKey: KeyObject): string {
  const text = checkpointText(checkpoint);
  return `${text}\n${signatureLine(text, checkpoint.origin, privateKey)}`;
}

/** Opens a note under one log's key. Lines of other signers (witnesses) are skipped; ours must be there and hold. */
export function openCheckpoint(note: string, log: LogKey): Checkpoint {
  const { text, signatures } = splitNote(note);
  const checkpoint = parseCheckpoint(text);
  const origin = originFor(log, checkpoint.size);
  if (checkpoint.origin !== origin) throw new BadCheckpoint('wrong_origin');
  assertSigned(text, signatures, { origin, publicKey: keyFor(log, checkpoint.size) });
  return checkpoint;
}

/** Throws where the key has not signed the text, or one line that claims it does not hold. */
export function assertSigned(text: string, signatures: readonly SignatureLine[], key: LogKey): void {
  const id = logKeyId(key);
  const lines = signatures.filter(
    (line) => line.name === key.origin && line.blob.length === 68 && line.blob.subarray(0, 4).equals(id),
  );
  if (lines.length === 0) throw new BadCheckpoint('unknown_key');
  const holds = lines.every((line) => verify(null, Buffer.from(text), key.publicKey, line.blob.subarray(4)));
  if (!holds) throw new BadCheckpoint('bad_signature');
}

/** The line with which a key signs a note's text under the name of its log. */
export function signatureLine(text: string, origin: string, privateKey: KeyObject): string {
  const id = logKeyId({ origin, publicKey: createPublicKey(privateKey) });
  const signature = sign(null, Buffer.from(text), privateKey);
  return `— ${origin} ${Buffer.concat([id, signature]).toString('base64')}\n`;
}

export interface SignatureLine {
  readonly name: string;
  readonly blob: Buffer;
}

export function splitNote(note: string): { text: string; signatures: SignatureLine[] } {
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) throw new BadCheckpoint('malformed');
  const lines = note.slice(split + 2, -1).split('\n');
  return { text: note.slice(0, split + 1), signatures: lines.map(parseSignatureLine) };
}

export function parseSignatureLine(line: string): SignatureLine {
  const match = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line);
  const [, name, encoded] = match ?? [];
  if (name === undefined || encoded === undefined) throw new BadCheckpoint('malformed');
  return { name, blob: strictBase64(encoded) };
}

/** Reads a checkpoint's text without looking at who signed it. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', size = '', root = '', end, ...more] = text.split('\n');
  if (end !== '' || more.length > 0 || !isOrigin(origin) || !/^(0|[1-9][0-9]{0,15})$/.test(size)) {
    throw new BadCheckpoint('malformed');
  }
  const hash = strictBase64(root);
  if (hash.length !== hashLength || !Number.isSafeInteger(Number(size))) throw new BadCheckpoint('malformed');
  return { origin, size: Number(size), root: hash };
}

/** Node's decoder forgives stray characters and bits; two spellings of one note must not both pass. */
export function strictBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new BadCheckpoint('malformed');
  return bytes;
}
