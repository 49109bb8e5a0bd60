import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { batchSizes, buffersInTurn } from '../batches';
import { ObjectChanged } from '../errors';
import { type BatchMemory, type BatchReceiver, type GetOptions, type ObjectReader } from '../object-store';
import { OnceReader } from '../reader';
import { asRefusal } from './refusals';

/** Opens a version's file for one range of it. The file must have the pinned size, and must not be a link. */
export async function readFileRange(path: string, options: GetOptions): Promise<ObjectReader> {
  const { start, end, size, signal } = options;
  if (!(start >= 0 && start <= end && end < size)) throw new TypeError('The range does not lie within the object.');
  signal?.throwIfAborted();
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size !== size) throw new ObjectChanged('size');
  } catch (error) {
    await handle.close();
    throw error;
  }
  const move = (receive: BatchReceiver, memory?: BatchMemory): Promise<void> =>
    moveRange(handle, options, receive, memory);
  return new OnceReader(end - start + 1, move, () => void handle.close());
}

/** Reads one batch ahead of the receiver. */
async function moveRange(
  handle: FileHandle,
  options: GetOptions,
  receive: BatchReceiver,
  memory: BatchMemory = buffersInTurn(2),
): Promise<void> {
  const { start, end, lead = 0, signal } = options;
  const sizes = batchSizes(end - start + 1, lead);
  let position = start;
  const readNext = (): Promise<Buffer> | null => {
    const { value: size } = sizes.next();
    if (size === undefined) return null;
    const batch = fill(handle, memory(size).subarray(0, size), position);
    position += size;
    // Nobody may be waiting for it yet when it fails.
    batch.catch(() => undefined);
    return batch;
  };
  let next = readNext();
  try {
    while (next) {
      const batch: Buffer = await next;
      signal?.throwIfAborted();
      next = readNext();
      const wait = receive(batch);
      if (wait) await wait;
    }
  } finally {
    await next?.catch(() => undefined);
    await handle.close();
  }
}

async function fill(handle: FileHandle, buffer: Buffer, position: number): Promise<Buffer> {
  for (let at = 0; at < buffer.length;) {
    const { bytesRead } = await handle.read(buffer, at, buffer.length - at, position + at).catch((error: unknown) => {
      throw asRefusal(error);
    });
    if (bytesRead === 0) throw new ObjectChanged('length');
    at += bytesRead;
  }
  return buffer;
}
