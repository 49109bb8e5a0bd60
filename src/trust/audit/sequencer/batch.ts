import { createHash, type KeyObject } from 'node:crypto';
import { systemActor } from '../../../kernel';
import { toEvent } from '../audit-record';
import { eventText, type LeafEvent, parseEvent, placeEvent } from '../format/leaf';
import { signCheckpoint } from '../format/note';
import { CompactRange, leafHash } from '../format/tree';

/** The newest state of the log, read under the fence. */
export interface Head {
  readonly size: number;
  /** Compact range: roots of the perfect subtrees, largest first. */
  readonly range: Buffer;
  /** No entry is sealed at an earlier time than one before it, whatever the clock does. */
  readonly sealedAt: Date;
}

export interface QueuedEvent {
  readonly id: string;
  readonly event: string;
  /** Already in the log under this id: somebody put an old event into the queue again. */
  readonly known: boolean;
  readonly hasActorPart: boolean;
  readonly hasSubjectPart: boolean;
  /** It says something of the log itself that is not so. */
  readonly untrue?: boolean;
}

export interface BuiltLeaf {
  readonly n: number;
  readonly event: LeafEvent;
  readonly body: Buffer;
  readonly hash: Buffer;
  /** The queued row it came from; null where that row was refused and this leaf says so. */
  readonly queuedId: string | null;
}

/** All that one commit adds to the log. */
export interface Batch {
  readonly leaves: readonly BuiltLeaf[];
  readonly head: Head;
  readonly root: Buffer;
  readonly note: string;
}

/** Appends queued events in the order of their ids and signs the checkpoint over them. Pure: nothing is published here. */
export function buildBatch(
  head: Head,
  queue: readonly QueuedEvent[],
  log: { origin: string; privateKey: KeyObject },
): Batch {
  const range = CompactRange.from(head.size, head.range);
  const sealed = head.sealedAt.toISOString();
  const leaves = queue.map((queued): BuiltLeaf => {
    const n = range.size;
    const { event, text } = readQueued(queued, head.sealedAt);
    const body = placeEvent({ log: log.origin, n, sealed }, text);
    const hash = leafHash(body);
    range.append(hash);
    return { n, event, body, hash, queuedId: event.id === queued.id ? queued.id : null };
  });
  const root = range.root();
  const note = signCheckpoint({ origin: log.origin, size: range.size, root }, log.privateKey);
  return { leaves, root, note, head: { size: range.size, range: range.hashes(), sealedAt: head.sealedAt } };
}

/**
 * A row that no code of ours can have written (the app role may add any row) neither stops the log nor enters it: an
 * entry takes its place that says so, with the digest of what was refused.
 */
function readQueued(queued: QueuedEvent, at: Date): { event: LeafEvent; text: string } {
  try {
    const event = parseEvent(queued.event);
    const consistent =
      event.id === queued.id &&
      (event.pa !== null) === queued.hasActorPart &&
      (event.ps !== null) === queued.hasSubjectPart;
    if (consistent && !queued.known && queued.untrue !== true) return { event, text: queued.event };
  } catch {
    // Falls through to the entry that says so.
  }
  const event = refusedRow(queued, at);
  return { event, text: eventText(event) };
}

function refusedRow(queued: QueuedEvent, at: Date): LeafEvent {
  return toEvent(
    {
      type: 'audit.pending_refused',
      actor: systemActor,
      role: 'system',
      object: { object: queued.id, sha256: createHash('sha256').update(queued.event).digest('hex') },
      decision: 'error',
      reason: queued.known ? 'repeated' : queued.untrue === true ? 'untrue' : 'malformed',
    },
    { at, policy: null, pa: null, ps: null },
  );
}
