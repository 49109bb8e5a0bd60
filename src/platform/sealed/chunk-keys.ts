import {
  type CipherGCM,
  type DecipherGCM,
  type KeyObject,
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
} from 'node:crypto';
import { SealedError } from './errors';
import { commitmentLength, tagLength } from './layout';

const algorithm = 'aes-256-gcm';
// Node 20 accepts tags of 4 bytes unless the length is fixed here.
const gcm = { authTagLength: tagLength };
const label = Buffer.from('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0', 'latin1');
const keyLength = 32;
const nonceLength = 12;

/** A data key as the stream uses it: 32 bytes, held by the crypto library. */
export function dataKey(key: KeyObject | Buffer): KeyObject {
  const held = Buffer.isBuffer(key) ? asSecret(key) : key;
  if (held.type !== 'secret' || held.symmetricKeySize !== keyLength) throw new SealedError('KEY_INVALID');
  return held;
}

function asSecret(key: Buffer): KeyObject {
  if (key.length !== keyLength) throw new SealedError('KEY_INVALID');
  return createSecretKey(key);
}

/** HKDF-Expand of RFC 5869 with SHA-512, without Extract (node's `hkdf` always extracts). */
export function expand(prk: KeyObject, info: Buffer, length: number): Buffer {
  const blocks: Buffer[] = [];
  let block = Buffer.alloc(0);
  for (let counter = 1; blocks.length * 64 < length; counter += 1) {
    block = createHmac('sha512', prk).update(block).update(info).update(Buffer.of(counter)).digest();
    blocks.push(block);
  }
  const expanded = Buffer.concat(blocks).subarray(0, length);
  for (const used of blocks) used.fill(0);
  return expanded;
}

/**
 * What one data key, one salt and one context give: the chunk key, the base nonce and the commitment.
 * The only place where a nonce is made.
 */
export class ChunkKeys {
  private readonly nonce: Buffer;

  private constructor(
    private readonly key: KeyObject,
    private readonly base: Buffer,
    readonly commitment: Buffer,
  ) {
    this.nonce = Buffer.from(base);
  }

  static derive(key: KeyObject | Buffer, salt: Buffer, context: Buffer): ChunkKeys {
    const material = expand(
      dataKey(key),
      Buffer.concat([label, salt, context]),
      keyLength + nonceLength + commitmentLength,
    );
    const base = Buffer.from(material.subarray(keyLength, keyLength + nonceLength));
    const commitment = Buffer.from(material.subarray(keyLength + nonceLength));
    const keys = new ChunkKeys(createSecretKey(material.subarray(0, keyLength)), base, commitment);
    material.fill(0);
    return keys;
  }

  /** A cipher for chunk `number`. Each number may be asked for once in the life of a sealing. */
  cipher(number: number): CipherGCM {
    return createCipheriv(algorithm, this.key, this.nonceOf(number), gcm);
  }

  /** The plaintext of one chunk; nothing of it leaves before its tag has been verified. */
  open(number: number, sealed: Buffer): Buffer {
    const end = sealed.length - tagLength;
    if (end < 0) throw new SealedError('TRUNCATED', number);
    const decipher: DecipherGCM = createDecipheriv(algorithm, this.key, this.nonceOf(number), gcm);
    try {
      decipher.setAuthTag(sealed.subarray(end));
      const plain = decipher.update(sealed.subarray(0, end));
      decipher.final();
      return plain;
    } catch {
      throw new SealedError('CHUNK_INVALID', number);
    }
  }

  // Numbers stay below 2^27 (see longestPlaintext), so the 96-bit XOR only touches the last four bytes.
  private nonceOf(number: number): Buffer {
    this.nonce.writeUInt32BE((this.base.readUInt32BE(8) ^ number) >>> 0, 8);
    return this.nonce;
  }
}
