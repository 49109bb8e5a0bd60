import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import { secureRandom } from '../../../kernel';
import { KeysUnavailable } from '../keys.errors';
import type { KeyfileSeal } from './keyfile';

/** What lies in the file: the keyfile, sealed with AES-256-GCM under argon2id(passphrase, salt); all binary in base64. */
interface SealedRoots {
  readonly format: 'strongroom-sealed-roots';
  readonly version: 1;
  readonly kdf: {
    readonly name: 'argon2id';
    readonly memoryKib: number;
    readonly passes: number;
    readonly salt: string;
  };
  /** nonce 12 | ciphertext | tag 16 */
  readonly sealed: string;
}

const label = 'strongroom/roots/v1\0';
/** argon2id, the library's default algorithm, at RFC 9106's second recommendation: 64 MiB, three passes. A file that asks for less or far more is refused. */
const cost = { memoryKib: 65_536, passes: 3 };

/** Roots in a file that opens with a passphrase. The derived key stays in memory, the passphrase is the caller's. */
export class PassphraseSeal implements KeyfileSeal {
  #derived: { readonly salt: string; readonly key: KeyObject } | null = null;

  constructor(private readonly passphrase: string) {}

  async open(text: string): Promise<string> {
    const { kdf, sealed } = sealedRoots(text);
    const bytes = Buffer.from(sealed, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', await this.#key(kdf.salt), bytes.subarray(0, 12), {
      authTagLength: 16,
    });
    decipher.setAAD(Buffer.from(label + kdf.salt, 'latin1'));
    decipher.setAuthTag(bytes.subarray(-16));
    const plain = decipher.update(bytes.subarray(12, -16));
    try {
      decipher.final();
      return plain.toString('utf8');
    } catch {
      throw new KeysUnavailable('passphrase');
    } finally {
      plain.fill(0);
    }
  }

  /** A fresh nonce each time; the salt stays with the derived key. */
  async close(text: string): Promise<string> {
    const salt = this.#derived?.salt ?? secureRandom(16).toString('base64');
    const nonce = secureRandom(12);
    const cipher = createCipheriv('aes-256-gcm', await this.#key(salt), nonce, { authTagLength: 16 });
    cipher.setAAD(Buffer.from(label + salt, 'latin1'));
    const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    const content: SealedRoots = {
      format: 'strongroom-sealed-roots',
      version: 1,
      kdf: { name: 'argon2id', ...cost, salt },
      sealed: sealed.toString('base64'),
    };
    return `${JSON.stringify(content, null, 2)}\n`;
  }

  async #key(salt: string): Promise<KeyObject> {
    if (this.#derived?.salt === salt) return this.#derived.key;
    const bytes = await hashRaw(this.passphrase, {
      memoryCost: cost.memoryKib,
      timeCost: cost.passes,
      parallelism: 1,
      outputLen: 32,
      salt: Buffer.from(salt, 'base64'),
    });
    const key = createSecretKey(bytes);
    bytes.fill(0);
    this.#derived = { salt, key };
    return key;
  }
}

function sealedRoots(text: string): SealedRoots {
  const content = parsed(text);
  if (!isSealedRoots(content)) throw new KeysUnavailable('keyfile_damaged');
  return content;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function isSealedRoots(value: unknown): value is SealedRoots {
  if (!isRecord(value) || value['format'] !== 'strongroom-sealed-roots' || value['version'] !== 1) return false;
  const { kdf, sealed } = value;
  if (!isRecord(kdf) || kdf['name'] !== 'argon2id' || typeof kdf['salt'] !== 'string') return false;
  if (kdf['memoryKib'] !== cost.memoryKib || kdf['passes'] !== cost.passes) return false;
  return typeof sealed === 'string' && Buffer.from(sealed, 'base64').length > 28;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
