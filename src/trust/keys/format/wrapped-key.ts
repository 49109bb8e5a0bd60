import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { type Id, idBytes, secureRandom } from '../../../kernel';
import { KeysUnavailable } from '../keys.errors';

/**
 * A wrapped key, version 1 (docs/formats.md, section 2), 82 bytes:
 *
 *    0    1    2                  18        22      34           66    82
 *    01 | 01 | wrapping key id  | version | nonce | ciphertext | tag
 *
 * AES-256-GCM with a random nonce. The associated data names what the key is for and whose it is, so that a blob moved
 * to another row opens nothing:
 *
 *    "strongroom/keywrap/v1\0" | blob[0:22] | purpose | wrapped key id | vault id | owner id
 */
const wrappedKeyLength = 82;
const keyLength = 32;
const headLength = 22;
const label = Buffer.from('strongroom/keywrap/v1\0', 'latin1');
const noOwner = Buffer.alloc(16);

export const keyPurposes = { epoch: 1, subject: 2, data: 3, payload: 4, month: 5 } as const;
export type KeyPurpose = keyof typeof keyPurposes;

/** A key that wraps others, with the name that the blob carries. */
export interface WrappingKey {
  readonly id: Id;
  readonly version: number;
  readonly key: KeyObject;
}

/** What a wrapped key is and whose. The owner is the subject (subject key), object (data key), media item or subject (payload key), else null. */
export interface KeyName {
  readonly purpose: KeyPurpose;
  readonly id: Id;
  readonly vaultId: Id;
  readonly ownerId: Id | null;
}

/** Wraps 32 bytes. Only the known-answer test gives a nonce: repeating one under a key would break it. */
export function wrapKey(under: WrappingKey, name: KeyName, key: Buffer, nonce = secureRandom(12)): Buffer {
  if (key.length !== keyLength) throw new RangeError('A key has 32 bytes.');
  const head = headOf(under);
  const cipher = createCipheriv('aes-256-gcm', under.key, nonce, { authTagLength: 16 });
  cipher.setAAD(associatedData(head, name));
  const ciphertext = Buffer.concat([cipher.update(key), cipher.final()]);
  return Buffer.concat([head, nonce, ciphertext, cipher.getAuthTag()]);
}

/** The 32 bytes within; the caller zeroes them. Throws `KeysUnavailable` alike for a wrong key, name, vault, owner or damage. */
export function unwrapKey(under: WrappingKey, name: KeyName, blob: Buffer): Buffer {
  const head = headOf(under);
  if (blob.length !== wrappedKeyLength || !head.equals(blob.subarray(0, headLength)))
    throw new KeysUnavailable('refused');
  const decipher = createDecipheriv('aes-256-gcm', under.key, blob.subarray(22, 34), { authTagLength: 16 });
  decipher.setAAD(associatedData(head, name));
  decipher.setAuthTag(blob.subarray(66));
  const key = decipher.update(blob.subarray(34, 66));
  try {
    decipher.final();
    return key;
  } catch {
    key.fill(0);
    throw new KeysUnavailable('refused');
  }
}

function headOf(under: WrappingKey): Buffer {
  const head = Buffer.alloc(headLength);
  head[0] = 1;
  head[1] = 1;
  idBytes(under.id).copy(head, 2);
  head.writeUInt32BE(under.version, 18);
  return head;
}

function associatedData(head: Buffer, name: KeyName): Buffer {
  const owner = name.ownerId === null ? noOwner : idBytes(name.ownerId);
  return Buffer.concat([
    label,
    head,
    Buffer.from([keyPurposes[name.purpose]]),
    idBytes(name.id),
    idBytes(name.vaultId),
    owner,
  ]);
}
