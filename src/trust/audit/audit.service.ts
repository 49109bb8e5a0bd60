import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, type Id, Refusal } from '../../kernel';
import { type Transaction, VaultDatabase } from '../../platform/database';
import { AnchorGate } from './anchors/anchor-gate';
import { noteEntry } from '../../platform/http';
import { AuditUnavailable } from './audit.errors';
import { AUDIT_OPTIONS, type AuditOptions } from './audit.options';
import { actorPayload, asInvalidRecord, type AuditRecord, toEvent } from './audit-record';
import { eventText, type LeafEvent } from './format/leaf';
import { addPending, type PendingEntry } from './pending.repository';
import { PERSONAL_PARTS, type PersonalParts } from './personal-parts';
import { SealedEntries } from './sequencer/sealed-entries';

/**
 * The writing side of the log. Whatever a use case does is recorded in the transaction that does it; whatever it opens
 * is recorded first, and opened only once `sealed` has answered. If the log does not take an entry, the act does not
 * happen: every failure here is a refusal.
 */
@Injectable()
export class Audit {
  readonly #gate: AnchorGate;

  constructor(
    private readonly vault: VaultDatabase,
    @Inject(PERSONAL_PARTS) private readonly parts: PersonalParts,
    private readonly sealedEntries: SealedEntries,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditOptions,
  ) {
    this.#gate = new AnchorGate(vault, options.anchors, clock);
  }

  /**
   * Queues an entry in the caller's transaction and answers its id. It is in the log if that transaction commits, and
   * that transaction commits only if the log takes it.
   */
  async record(tx: Transaction, record: AuditRecord): Promise<Id> {
    const entry = await this.prepare(record);
    addPending(tx, entry);
    noteEntry(entry.id, 'with-change');
    return entry.id;
  }

  /** Queues and commits an entry by itself: for refusals and readings, which change nothing else. */
  async recordAlone(record: AuditRecord): Promise<Id> {
    return this.queueAlone(record, addPending);
  }

  /**
   * Waits until an entry of a committed transaction is under a checkpoint and answers its number. Throws `AuditUnavailable`,
   * also where no anchor has been within reach for too long.
   */
  async sealed(entryId: Id, timeoutMs = this.options.waitMs): Promise<number> {
    await orUnavailable(() => this.#gate.assertOpen());
    return this.sealedEntries.wait(entryId, timeoutMs);
  }

  /** Records an act and waits until it is sealed: what has to come before anything is shown. */
  async recordSealed(record: AuditRecord, timeoutMs = this.options.waitMs): Promise<{ id: Id; n: number }> {
    const id = await this.queueAlone(record, (tx, entry) => {
      // Its leaf is committed later, and that is waited for.
      tx.commitSoon();
      addPending(tx, entry);
    });
    return { id, n: await this.sealed(id, timeoutMs) };
  }

  private async queueAlone(record: AuditRecord, add: typeof addPending): Promise<Id> {
    const entry = await this.prepare(record);
    await orUnavailable(() => this.vault.atOnce(record, (tx) => add(tx, entry)));
    noteEntry(entry.id, 'alone');
    return entry.id;
  }

  private async prepare(record: AuditRecord): Promise<PendingEntry> {
    const at = this.clock.now();
    const [actorPart, addressTags, subjectPart] = await this.sealPersonal(record, at);
    const pa = actorPart?.commitment ?? null;
    const ps = subjectPart?.commitment ?? null;
    const event = toEvent(record, { at, policy: this.options.policy, pa, ps });
    return { id: event.id, event: canonicalEvent(event), actorPart, addressTags, subjectPart };
  }

  private async sealPersonal(record: AuditRecord, at: Date) {
    const payload = actorPayload(record);
    const ip = record.origin?.ip ?? null;
    const owned = record.private;
    return Promise.all([
      payload === null ? null : this.parts.sealActorPart(payload, at),
      ip === null ? null : this.parts.addressTags(ip, at),
      owned === undefined
        ? null
        : this.parts.sealSubjectPart(owned.owner, owned.payload).then((part) => ({ ...part, owner: owned.owner })),
    ]);
  }
}

function canonicalEvent(event: LeafEvent): string {
  try {
    return eventText(event);
  } catch (error) {
    throw asInvalidRecord(error);
  }
}

async function orUnavailable<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof Refusal ? error : new AuditUnavailable(error);
  }
}
