import type { KeyObject } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { jitter } from '../../../kernel';
import { AuditDatabase } from '../../../platform/database';
import { Log } from '../../../platform/logging';
import { AUDIT_OPTIONS, type AuditOptions } from '../audit.options';
import { buildBatch, type Head, type QueuedEvent } from './batch';
import { findKeyChange, finishKeyChange, handOverRows, nextKeyOf } from './key-change';
import { openCheckpoint } from '../format/note';
import { CompactRange } from '../format/tree';
import { SealedEntries } from './sealed-entries';
import { SequencerSession, type StoredCheckpoint } from './sequencer.repository';
import { Wake } from './wake';

const largestBatch = 512;
const standbyEveryMs = 500;
const idlePollMs = 250;
const writersPollMs = 5;

/** The end of the log does not fit its newest checkpoint or our key: nothing is appended, so nothing can be opened. */
export class LogDamaged extends Error {
  constructor() {
    super('The log does not end where its newest checkpoint says. Run the verifier; nothing is added until then.');
    this.name = 'LogDamaged';
  }
}

export interface SequencerState {
  readonly leading: boolean;
  /** Size of the log after the last batch of this process. */
  readonly size: number;
  readonly lastSealedAt: Date | null;
  /** Name of the error that ended the last turn; null while all is well. */
  readonly trouble: string | null;
}

/**
 * Drains the queue into the log. Any number of processes may run one; an advisory lock elects the one that works, and
 * the head row, locked for each batch, is the fence that a deposed leader cannot pass. Leaves, checkpoint and head
 * commit together and are announced only after that commit. After any error the connection is thrown away and the head
 * is read again: nothing is ever signed on top of what might not have been committed.
 */
@Injectable()
export class Sequencer {
  readonly #wake = new Wake();
  #running: Promise<void> | null = null;
  #stopping = false;
  #state: SequencerState = { leading: false, size: 0, lastSealedAt: null, trouble: null };

  constructor(
    private readonly database: AuditDatabase,
    private readonly sealedEntries: SealedEntries,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditOptions,
    private readonly log: Log,
  ) {}

  get state(): SequencerState {
    return this.#state;
  }

  /** Takes part in the election until `stop`. */
  start(): void {
    if (this.#running !== null) return;
    this.#stopping = false;
    this.#running = this.takePart();
  }

  /** Seals what is queued, then steps down. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake.ring();
    await this.#running;
    this.#running = null;
  }

  private async takePart(): Promise<void> {
    while (!this.#stopping) {
      try {
        await this.takeTurn();
      } catch (error) {
        this.noteTrouble(error);
      }
      this.#state = { ...this.#state, leading: false };
      await this.rest();
    }
  }

  private noteTrouble(error: unknown): void {
    const trouble = error instanceof Error ? error.name : 'Error';
    // A database that is away for an hour is one line, not fourteen thousand.
    if (trouble !== this.#state.trouble) this.log.error('the sequencer lost its turn', { error });
    this.#state = { ...this.#state, trouble };
  }

  private async rest(): Promise<void> {
    if (!this.#stopping) await this.#wake.sleep(standbyEveryMs * (0.5 + jitter() / 2));
  }

  private async takeTurn(): Promise<void> {
    const session = await SequencerSession.open(this.database, () => this.#wake.ring());
    try {
      while (!(await session.tryLead())) {
        if (this.#stopping) return;
        await this.#wake.sleep(standbyEveryMs);
      }
      await this.lead(session);
    } finally {
      await session.close();
    }
  }

  private async lead(session: SequencerSession): Promise<void> {
    await finishKeyChange(session, this.options);
    const head = await session.getHead();
    assertContinues(head, await session.findNewestCheckpoint(), this.options);
    await session.openBlocks(head.size);
    this.#state = { ...this.#state, leading: true, size: head.size, trouble: null };
    for (;;) {
      const sealed = await this.sealBatch(session);
      if (sealed > 0) continue;
      if (this.#stopping) return;
      await this.sleep(session);
    }
  }

  /** Until something is queued. Waking now and then is also the sign of life without which the server ends the session. */
  private async sleep(session: SequencerSession): Promise<void> {
    const rest = await session.lieDown();
    if (rest === 'writers') await delay(writersPollMs);
    if (rest !== 'asleep') return;
    await this.#wake.sleep(idlePollMs);
    session.getUp();
  }

  /** One batch, one commit. Any error leaves this method with the connection unusable on purpose. */
  private async sealBatch(session: SequencerSession): Promise<number> {
    const { head, queue } = await this.takeBatch(session);
    if (queue.length === 0) {
      session.rollback();
      return 0;
    }
    const next = await this.nextKey(queue);
    const batch = buildBatch(head, next === 'untrue' ? withoutTruth(queue) : queue, this.signer());
    await session.write(head, batch, queue);
    if (next !== null && next !== 'untrue')
      await session.changeKey(...handOverRows(this.options, batch.head.size, next));
    await session.commit(batch.head.size);
    if (next !== null && next !== 'untrue') await this.options.keyring?.takeOver(batch.head.size);
    this.#state = { ...this.#state, size: batch.head.size, lastSealedAt: batch.head.sealedAt };
    this.sealedEntries.announce(batch.leaves.map(({ event, n }) => ({ id: event.id, n })));
    await session.openBlocksFor(head.size, batch.head.size);
    return queue.length;
  }

  /** What is queued, up to and with the first entry that says that the key changes. */
  private async takeBatch(session: SequencerSession) {
    for (let limit = largestBatch; ;) {
      const taken = await session.begin(limit);
      const at = findKeyChange(taken.queue);
      if (at < 0 || at === taken.queue.length - 1) return taken;
      session.rollback();
      limit = at + 1;
    }
  }

  /** The key that comes after this batch; 'untrue' where its last entry names one that was not made to come next. */
  private async nextKey(queue: readonly QueuedEvent[]): Promise<KeyObject | 'untrue' | null> {
    const last = queue.at(-1);
    if (last === undefined || findKeyChange([last]) < 0) return null;
    return (await nextKeyOf(last, this.options)) ?? 'untrue';
  }

  private signer() {
    const { origin, privateKey } = this.options;
    if (privateKey === null) throw new Error('a sequencer needs the signing key of the log');
    return { origin, privateKey };
  }
}

function withoutTruth(queue: readonly QueuedEvent[]): QueuedEvent[] {
  return queue.map((queued, i) => (i === queue.length - 1 ? { ...queued, untrue: true } : queued));
}

/** Whoever adds to a log adds only to one that ends as its newest checkpoint, signed by our key, says. */
export function assertContinues(
  head: Pick<Head, 'size' | 'range'>,
  newest: Pick<StoredCheckpoint, 'note'> | null,
  options: AuditOptions,
): void {
  if (newest === null && head.size === 0) return;
  try {
    const checkpoint = openCheckpoint(newest?.note ?? '', options);
    const root = CompactRange.from(head.size, head.range).root();
    if (checkpoint.size === head.size && checkpoint.root.equals(root)) return;
  } catch {
    // One answer for every way in which it does not fit.
  }
  throw new LogDamaged();
}
