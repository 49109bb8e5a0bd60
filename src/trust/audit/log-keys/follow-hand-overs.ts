import type { Transaction } from '../../../platform/database';
import { keyDigest, openHandOver } from '../format/hand-over';
import { parseLeaf } from '../format/leaf';
import { keyFor, type LogKey, originFor, rawPublicKey } from '../format/note';
import { findBody, listLogKeys, type StoredLogKey } from './log-key.repository';

/** The keys that somebody who trusts `log` may trust, and the entries after which a change of key is not proved. */
export interface FollowedKeys {
  readonly log: LogKey;
  readonly unproved: readonly number[];
}

/**
 * Goes on from the keys that are trusted to those that they handed the log over to. A change is believed only where a note
 * signed by the key before names the next one, and the last entry under the key before says the same.
 */
export async function followHandOvers(tx: Transaction, log: LogKey, prunedBelow = 0): Promise<FollowedKeys> {
  let followed = log;
  const unproved: number[] = [];
  for (const row of await listLogKeys(tx)) {
    if (row.handOver === null) continue;
    const next = await provenKey(tx, followed, { row, prunedBelow });
    if (next === null) unproved.push(row.firstSize - 2);
    else followed = next;
  }
  return { log: followed, unproved };
}

async function provenKey(
  tx: Transaction,
  log: LogKey,
  { row, prunedBelow }: { row: StoredLogKey; prunedBelow: number },
): Promise<LogKey | null> {
  const upTo = row.firstSize - 1;
  const ended = keyFor(log, upTo);
  try {
    const { size, next } = openHandOver(row.handOver ?? '', { origin: originFor(log, upTo), publicKey: ended });
    if (size !== upTo || !rawPublicKey(next).equals(row.publicKey)) return null;
    // A pruned entry has said it to the checkpoint of its size.
    if (upTo > prunedBelow && (await digestInEntry(tx, upTo - 1)) !== keyDigest(next)) return null;
    const known = log.earlier?.some((earlier) => earlier.upTo === upTo) === true;
    // What the key file says of later keys stands above what the database says.
    if (known) return rawPublicKey(keyFor(log, upTo + 1)).equals(row.publicKey) ? log : null;
    return { origin: log.origin, publicKey: next, earlier: [...(log.earlier ?? []), { publicKey: ended, upTo }] };
  } catch {
    return null;
  }
}

/** What the entry of a change says of the key. */
async function digestInEntry(tx: Transaction, n: number): Promise<string | null> {
  const body = await findBody(tx, n);
  if (body === null) return null;
  const { type, obj } = parseLeaf(body).e;
  return type === 'audit.key.rotated' ? (obj?.sha256 ?? null) : null;
}
