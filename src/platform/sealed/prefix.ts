import { type Id, idBytes, idFromBytes, isId } from '../../kernel';
import { SealedError } from './errors';
import { chunkLength, prefixLength } from './layout';

/** The four ids an object is bound to: it opens nowhere else. */
export interface ObjectIds {
  readonly vaultId: Id;
  readonly mediaId: Id;
  readonly objectId: Id;
  readonly dataKeyId: Id;
}

const magic = Buffer.from('SROBJ\0', 'latin1');
const version = 1;
const suite = 1;
const flags = 0;

/** The 80 bytes that stand before the message and are its context. */
export function buildPrefix(ids: ObjectIds): Buffer {
  const prefix = Buffer.alloc(prefixLength);
  magic.copy(prefix, 0);
  prefix.writeUInt8(version, 6);
  prefix.writeUInt8(suite, 7);
  prefix.writeUInt16BE(prefixLength, 8);
  prefix.writeUInt16BE(flags, 10);
  prefix.writeUInt32BE(chunkLength, 12);
  writeId(prefix, ids.vaultId, 16);
  writeId(prefix, ids.mediaId, 32);
  writeId(prefix, ids.objectId, 48);
  writeId(prefix, ids.dataKeyId, 64);
  return prefix;
}

function writeId(prefix: Buffer, id: Id, offset: number): void {
  // A malformed id would leave zeros behind, and zeros would match other zeros.
  if (!isId(id)) throw new TypeError('A sealed object is bound to well-formed ids only.');
  idBytes(id).copy(prefix, offset);
}

/**
 * The ids an object claims. They are claims only: a reader builds the expected prefix from its own records;
 * this is for telling what a stray object was.
 */
export function parsePrefix(bytes: Buffer): ObjectIds {
  if (bytes.length < prefixLength) throw new SealedError('TRUNCATED');
  const ids: ObjectIds = {
    vaultId: idFromBytes(bytes.subarray(16, 32)),
    mediaId: idFromBytes(bytes.subarray(32, 48)),
    objectId: idFromBytes(bytes.subarray(48, 64)),
    dataKeyId: idFromBytes(bytes.subarray(64, 80)),
  };
  if (!Object.values(ids).every(isId) || !buildPrefix(ids).equals(bytes.subarray(0, prefixLength)))
    throw new SealedError('HEADER_MISMATCH');
  return ids;
}
