import { createPublicKey, type KeyObject } from 'node:crypto';
import type { AuditOptions } from '../audit.options';
import { keyDigest, openHandOver, signHandOver } from '../format/hand-over';
import { parseEvent } from '../format/leaf';
import { rawPublicKey } from '../format/note';
import type { QueuedEvent } from './batch';
import type { LogKeyRow, SequencerSession } from './sequencer.repository';

/** The key of the log was changed, and the one that follows is not in this installation's folder. */
export class LogKeyMissing extends Error {
  constructor() {
    super('The log has another key than the folder keys holds. Restore the folder; nothing is added until then.');
    this.name = 'LogKeyMissing';
  }
}

/** Where the first entry stands that says that the key changes; the batch has to end with it. */
export function findKeyChange(queue: readonly QueuedEvent[]): number {
  return queue.findIndex(({ event }) => event.includes('"type":"audit.key.rotated"'));
}

/** The next key, where such an entry names the very one that was made to come next; null where it does not. */
export async function nextKeyOf({ event }: QueuedEvent, { keyring }: AuditOptions): Promise<KeyObject | null> {
  const next = (await keyring?.findNext()) ?? null;
  return next !== null && namedDigest(event) === keyDigest(next) ? next : null;
}

/** What the table of keys gets, with the batch that ends under the present key. */
export function handOverRows(options: AuditOptions, size: number, next: KeyObject): [LogKeyRow, LogKeyRow] {
  const { origin, privateKey, publicKey, earlier = [] } = options;
  if (privateKey === null) throw new Error('a sequencer needs the signing key of the log');
  const handOver = signHandOver({ origin, size }, { present: privateKey, next });
  // A log that was opened anew kept its key.
  const before = earlier.filter((key) => !key.publicKey.equals(publicKey)).at(-1);
  const firstSize = (before?.upTo ?? 0) + 1;
  return [
    { firstSize, lastSize: size, publicKey: rawPublicKey(publicKey), handOver: null },
    { firstSize: size + 1, lastSize: null, publicKey: rawPublicKey(createPublicKey(next)), handOver },
  ];
}

/**
 * A process that died between the commit of a change and the files' has left the next key in its place. The note in the
 * log, signed by the key of our files, says that it is the one.
 */
export async function finishKeyChange(session: SequencerSession, options: AuditOptions): Promise<void> {
  const { keyring, origin } = options;
  await keyring?.reload();
  const present = await session.findPresentKey();
  if (present === null || present.publicKey.equals(rawPublicKey(options.publicKey))) return;
  const next = (await keyring?.findNext()) ?? null;
  try {
    const { size, next: named } = openHandOver(present.handOver ?? '', { origin, publicKey: options.publicKey });
    if (next === null || keyDigest(named) !== keyDigest(next)) throw new LogKeyMissing();
    await keyring?.takeOver(size);
  } catch {
    throw new LogKeyMissing();
  }
}

function namedDigest(event: string): string | null {
  try {
    const { type, obj } = parseEvent(event);
    return type === 'audit.key.rotated' ? (obj?.sha256 ?? null) : null;
  } catch {
    return null;
  }
}
