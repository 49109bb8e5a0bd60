import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { assertSigned, BadCheckpoint, isOrigin, rawPublicKey, signatureLine, splitNote, verifierKey } from './note';
import { parseVerifierKey } from './verifier-key';

/*
 * A key hands its log over to the next one in a C2SP signed note, exactly
 *   strongroom.log-key/hand-over/v1\n<origin>\n<size>\n<verifier key of the next key>\n
 *   \n
 *   — <origin> <signature by the key that ends>\n
 *   — <origin> <signature by the key that begins>\n
 * Checkpoints of sizes up to <size> are signed by the first, all larger ones by the second. Whoever trusts the first can
 * therefore trust the second. No checkpoint reads like this: its first line is the origin.
 */

const firstLine = 'strongroom.log-key/hand-over/v1';

export interface HandOver {
  /** The last size that the key before signed. */
  readonly size: number;
  readonly next: KeyObject;
}

/** What an entry `audit.key.rotated` says of a key, and the key file too: SHA-256 of its 32 bytes, hex. */
export function keyDigest(key: KeyObject): string {
  return createHash('sha256').update(rawPublicKey(key)).digest('hex');
}

/** Both keys sign: the one that ends so that it can be trusted, the one that begins so that it is known to be there. */
export function signHandOver(
  { origin, size }: { readonly origin: string; readonly size: number },
  keys: { readonly present: KeyObject; readonly next: KeyObject },
): string {
  const next = verifierKey({ origin, publicKey: createPublicKey(keys.next) });
  const text = `${firstLine}\n${origin}\n${size}\n${next}\n`;
  return `${text}\n${signatureLine(text, origin, keys.present)}${signatureLine(text, origin, keys.next)}`;
}

/** Opens a hand-over under the key that ends. Throws `BadCheckpoint` for every note that is none. */
export function openHandOver(note: string, log: { readonly origin: string; readonly publicKey: KeyObject }): HandOver {
  const { text, signatures } = splitNote(note);
  const [first, origin = '', size = '', key = '', end, ...more] = text.split('\n');
  const next = parseVerifierKey(key);
  if (first !== firstLine || end !== '' || more.length > 0 || !isOrigin(origin) || !/^[1-9][0-9]{0,14}$/.test(size))
    throw new BadCheckpoint('malformed');
  if (next?.type !== 1 || next.name !== origin) throw new BadCheckpoint('malformed');
  if (origin !== log.origin) throw new BadCheckpoint('wrong_origin');
  assertSigned(text, signatures, log);
  assertSigned(text, signatures, { origin, publicKey: next.publicKey });
  return { size: Number(size), next: next.publicKey };
}
