import { sign, verify, type KeyObject } from 'node:crypto';
import { parseSignatureLine, splitNote } from './note';
import { keyId, type VerifierKey } from './verifier-key';

/*
 * A cosignature (c2sp.org/tlog-cosignature, Ed25519): a signature line under a checkpoint,
 *   — <witness name> <base64(4-byte key id ‖ u64 time ‖ 64-byte signature)>\n
 * over "cosignature/v1\ntime <seconds>\n" and the checkpoint's text.
 */

const blobLength = 4 + 8 + 64;

/** Signs that a checkpoint goes on from everything this witness has seen of its log. */
export function cosign(note: string, witness: VerifierKey, privateKey: KeyObject, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1_000);
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(seconds));
  const signature = sign(null, cosignedText(splitNote(note).text, seconds), privateKey);
  return `— ${witness.name} ${Buffer.concat([keyId(witness), time, signature]).toString('base64')}\n`;
}

/** When this witness cosigned the note, by this line; null where the line is of somebody else or does not hold. */
export function cosignedAt(note: string, line: string, witness: VerifierKey): Date | null {
  try {
    const { name, blob } = parseSignatureLine(line.replace(/\n$/, ''));
    if (name !== witness.name || blob.length !== blobLength || !blob.subarray(0, 4).equals(keyId(witness))) return null;
    const seconds = Number(blob.readBigUInt64BE(4));
    const holds = verify(null, cosignedText(splitNote(note).text, seconds), witness.publicKey, blob.subarray(12));
    return holds ? new Date(seconds * 1_000) : null;
  } catch {
    return null;
  }
}

function cosignedText(checkpoint: string, seconds: number): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${seconds}\n${checkpoint}`);
}
