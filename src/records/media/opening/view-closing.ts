import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { type Id, type RequestContext, systemActor } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { POLICY_DATA, type PolicyData } from '../../../platform/settings';
import { Audit, type AuditRecord } from '../../../trust/audit';
import { RunningStreams } from './running-streams';
import type { ClosedView, CloseReason } from './view';
import { ViewRepository } from './view.repository';

const system = { actor: systemActor };
/** How long the last streams of a view, on whatever node, get to say what they have sent. */
const patience = { millis: 3_000, everyMillis: 50 };

/** Ends views: their streams are cut first, so that the closing entry tells all bytes that left. */
@Injectable()
export class ViewClosing {
  /** Purposes of the business. */
  readonly #processing: ReadonlySet<string>;

  constructor(
    private readonly vault: VaultDatabase,
    private readonly views: ViewRepository,
    private readonly streams: RunningStreams,
    private readonly audit: Audit,
    @Inject(POLICY_DATA) policy: PolicyData,
  ) {
    this.#processing = new Set(policy.purposes.flatMap(({ code, processing }) => (processing ? [code] : [])));
  }

  /** Closes a view once, whoever asks how often; `origin` where a person asked for it. */
  async close(id: Id, reason: CloseReason, origin?: RequestContext['origin']): Promise<void> {
    await this.vault.transaction(system, (tx) => this.views.systemEnd(tx, id));
    await this.streams.cut(id);
    const silent = await this.#untilSilent(id);
    await this.vault.transaction(system, (tx) => this.closeIn(tx, id, silent ? reason : 'unknown', origin));
  }

  /** Closes a view whose only stream has ended. */
  async closeSilent(id: Id, reason: CloseReason): Promise<void> {
    await this.vault.transaction(system, (tx) => this.closeIn(tx, id, reason));
  }

  /** The same, in the caller's transaction. */
  async closeIn(tx: Transaction, id: Id, reason: CloseReason, origin?: RequestContext['origin']): Promise<void> {
    const view = await this.views.close(tx, id, reason);
    if (view === null) return;
    if (this.#processing.has(view.purpose)) await this.views.systemNoteProcessed(tx, view);
    await this.audit.record(tx, closingEntry(view, origin));
  }

  async #untilSilent(id: Id): Promise<boolean> {
    for (let waited = 0; waited < patience.millis; waited += patience.everyMillis) {
      const running = await this.vault.read(system, (tx) => this.views.systemCountStreams(tx, id));
      if (running === 0) return true;
      await delay(patience.everyMillis);
    }
    return false;
  }
}

/** Said of whoever opened the view, also where the vault closes it: the pair of entries belongs together. */
function closingEntry(view: ClosedView, origin: RequestContext['origin'] | undefined): AuditRecord {
  const { kind, actorKind, actorId, actorRole, sessionId, closeReason } = view;
  return {
    type: kind === 'view' ? 'view.closed' : 'media.read.close',
    actor: { kind: actorKind, id: actorId, roles: [], scopes: [], sessionId, amr: [] },
    role: actorRole,
    origin,
    // The leaf has no place for a number of ranges; the entry that opened is named for whoever reads the two.
    actorPayload: { ranges: String(view.ranges), opened: String(view.entry) },
    subject: view.subjectId,
    object: {
      media: view.mediaId,
      object: view.objectId,
      class: view.class,
      part: view.rendition,
      sha256: view.sealedSha256,
    },
    ticket: { system: view.ticketSystem, id: view.ticketId },
    purpose: view.purpose,
    grant: view.grantId,
    decision: closeReason === 'integrity_failed' || closeReason === 'unavailable' ? 'error' : 'allow',
    reason: closeReason ?? undefined,
    bytes: view.bytes,
  };
}
