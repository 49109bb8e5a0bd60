import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { idBytes, secureRandom, type Id } from '../../../kernel';
import { KeysUnavailable } from '../keys.errors';

/**
 * A personal value of the main database, sealed, version 1:
 *
 *    01 | nonce 12 | ciphertext | tag 16
 *
 * AES-256-GCM with a random nonce under a payload key (or a month key, for the actor part of log entries), with
 *
 *    "strongroom/column/v1\0" | column name | owner id | vault id
 *
 * as associated data: a value copied to another column, row or vault does not open. The two ids at the end have a fixed
 * length, so that no two places spell the same bytes.
 */
export interface ColumnPlace {
  /** Schema-like dotted name, e.g. `media.file_name`. */
  readonly column: string;
  readonly ownerId: Id;
  readonly vaultId: Id;
}

const label = Buffer.from('strongroom/column/v1\0', 'latin1');
const columnName = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;
const overhead = 29;

/** Seals one value. Only a test gives a nonce. */
export function sealColumn(key: KeyObject, place: ColumnPlace, value: Buffer, nonce = secureRandom(12)): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  cipher.setAAD(associatedData(place));
  const ciphertext = Buffer.concat([cipher.update(value), cipher.final()]);
  return Buffer.concat([Buffer.from([1]), nonce, ciphertext, cipher.getAuthTag()]);
}

/** The value again; `KeysUnavailable` alike for a wrong key or place and for damage. */
export function openColumn(key: KeyObject, place: ColumnPlace, sealed: Buffer): Buffer {
  if (sealed.length < overhead || sealed[0] !== 1) throw new KeysUnavailable('refused');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 13), { authTagLength: 16 });
  decipher.setAAD(associatedData(place));
  decipher.setAuthTag(sealed.subarray(sealed.length - 16));
  const value = decipher.update(sealed.subarray(13, sealed.length - 16));
  try {
    decipher.final();
    return value;
  } catch {
    value.fill(0);
    throw new KeysUnavailable('refused');
  }
}

function associatedData(place: ColumnPlace): Buffer {
  if (!columnName.test(place.column)) throw new RangeError('A column name is lower-case words joined by dots.');
  return Buffer.concat([label, Buffer.from(place.column, 'latin1'), idBytes(place.ownerId), idBytes(place.vaultId)]);
}
