import { randomBytes, randomUUID } from 'node:crypto';

/** A UUID in its canonical lower-case text form. */
export type Id = string;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A random id (UUID version 4). An id is never a secret and never the control that protects what it names. */
export function newId(): Id {
  return randomUUID();
}

let newest = { atMillis: -1, count: 0 };

/**
 * An id that sorts by its time of making (UUID version 7, RFC 9562), for queues that are drained in order. Ids of one
 * process also keep their order within a millisecond: 12 of their bits count (section 6.2, method 1).
 */
export function newOrderedId(atMillis: number): Id {
  const bytes = randomBytes(16);
  const first = bytes.readUInt16BE(6) & 0x3ff;
  newest = { atMillis, count: newest.atMillis === atMillis ? (newest.count + 1) & 0xfff : first };
  bytes.writeUIntBE(atMillis, 0, 6);
  bytes.writeUInt16BE(0x7000 | newest.count, 6);
  bytes[8] = 0x80 | (bytes.readUInt8(8) & 0x3f);
  return idFromBytes(bytes);
}

export function isId(text: unknown): text is Id {
  return typeof text === 'string' && uuid.test(text);
}

/** The 16 bytes of an id, as the formats write them. */
export function idBytes(id: Id): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

/** The id that 16 bytes spell. */
export function idFromBytes(bytes: Uint8Array): Id {
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
