import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, type Id, type RequestContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Cursors, InvalidCursor, type Page } from '../../../platform/http';
import { type Operation, Operations } from '../../../platform/jobs';
import { Access, type Action, Forbidden } from '../../../trust/access';
import { Audit, LogEvidence } from '../../../trust/audit';
import type { EvidenceRequest } from '../bundle/claim';
import { EvidenceNotFound, OpeningMissing, PeriodInvalid } from '../evidence.errors';
import {
  type Artefact,
  type ArtefactFormat,
  type ArtefactKind,
  artefactResource,
  keptDays,
  mostItemsAlone,
} from './artefact';
import { ArtefactRepository } from './artefact.repository';
import { evidenceEntry } from './evidence-entry';

/** An order for one artefact. */
export interface ArtefactOrder {
  readonly kind: ArtefactKind;
  readonly format: ArtefactFormat;
  /** What is wanted; a period that nobody ended ends now. */
  readonly request: (now: Date) => EvidenceRequest;
  readonly keptDays?: number;
}

/** The same with what is wanted settled, and with the approval that it rests on where it needs one. */
export interface StartedOrder extends Omit<ArtefactOrder, 'request'> {
  readonly request: EvidenceRequest;
  readonly approved?: { readonly approval: Id; readonly items: number };
}

/** Evidence as people order it, see it listed, and give it to an auditor. Making it is an operation. */
@Injectable()
export class Artefacts {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: ArtefactRepository,
    private readonly operations: Operations,
    private readonly access: Access,
    private readonly audit: Audit,
    private readonly cursors: Cursors,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Orders an artefact: the entry about it is in the same transaction as the operation that makes it. */
  async order(context: RequestContext, order: ArtefactOrder): Promise<Operation> {
    const request = order.request(this.clock.now());
    assertOrder(context, request);
    return this.vault.transaction(context, (tx) => this.start(tx, context, { ...order, request }));
  }

  /** Starts the making, and says so in the log, in somebody's transaction. */
  async start(tx: Transaction, context: RequestContext, order: StartedOrder): Promise<Operation> {
    const { kind, format, request, approved } = order;
    const role = this.access.role(context.actor, 'create', artefactResource[kind]);
    const parameters = {
      format,
      request: JSON.stringify(request),
      keptDays: order.keptDays ?? keptDays.usual,
      // Without an approval a person takes out a few.
      items: approved?.items ?? mostItemsAlone,
    };
    const operation = await this.operations.start(tx, context, { kind: operationOf(kind), parameters });
    const reason =
      request.question ?? (approved === undefined ? `${kind}_${request.completeness}` : `${kind}_approved`);
    await this.audit.record(
      tx,
      evidenceEntry(context, 'evidence.ordered', { role, request, object: operation.id, reason }),
    );
    return operation;
  }

  async list(
    context: RequestContext,
    kind: ArtefactKind,
    { cursor, limit = 50 }: { readonly cursor?: string; readonly limit?: number },
  ): Promise<Page<Artefact>> {
    const before = cursor === undefined ? null : this.#position(kind, cursor);
    const resource = artefactResource[kind];
    const scope = this.access.scope(context.actor, 'read', resource);
    const rows = await this.vault.transaction(context, async (tx) => {
      const role = this.access.role(context.actor, 'read', resource);
      await this.audit.record(tx, evidenceEntry(context, 'evidence.listed', { role, reason: kind }));
      return this.repository.list(tx, kind, { limit, before }, scope);
    });
    return this.cursors.page(
      `evidence ${kind}`,
      rows,
      limit,
      ({ madeAtText, id }) => [madeAtText, id],
      (row) => row,
    );
  }

  /** The artefact where it is in reach; absent and out of reach are one answer and two entries. */
  async reach(context: RequestContext, kind: ArtefactKind, id: Id, action: Action = 'read'): Promise<Artefact> {
    const scope = this.access.scope(context.actor, action, artefactResource[kind]);
    const { found, exists } = await this.vault.read(context, async (tx) => ({
      found: await this.repository.find(tx, kind, id, scope),
      exists: await this.repository.systemExists(tx, id),
    }));
    if (found !== null) return found;
    const denial = { role: null, object: id, decision: 'deny', reason: exists ? 'out_of_reach' : 'absent' } as const;
    await this.audit.recordAlone(evidenceEntry(context, 'evidence.denied', denial));
    throw new EvidenceNotFound();
  }

  /** Gives it to somebody, such as an auditor, until a date; they see and open this one alone. */
  async give(
    context: RequestContext,
    kind: ArtefactKind,
    id: Id,
    to: { readonly actor: Id; readonly until: Date },
  ): Promise<Artefact> {
    const artefact = await this.reach(context, kind, id, 'give');
    const until = to.until < artefact.expiresAt ? to.until : artefact.expiresAt;
    await this.vault.transaction(context, async (tx) => {
      await this.repository.give(tx, { id, actorId: to.actor, givenBy: context.actor.id, until });
      const role = this.access.role(context.actor, 'give', artefactResource[kind]);
      const about = { role, artefact, request: artefact.request };
      await this.audit.record(tx, {
        ...evidenceEntry(context, 'evidence.given', about),
        actorPayload: { to: to.actor, until: until.toISOString() },
      });
    });
    return artefact;
  }

  #position(kind: ArtefactKind, cursor: string): { madeAt: string; id: Id } {
    const [madeAt, id] = this.cursors.decode(`evidence ${kind}`, cursor);
    if (typeof madeAt !== 'string' || typeof id !== 'string') throw new InvalidCursor();
    return { madeAt, id };
  }
}

/** Refuses orders that can never be made. */
export function assertOrder({ actor }: RequestContext, { period, content, opening }: EvidenceRequest): void {
  if (!LogEvidence.maySee(actor)) throw new Forbidden();
  if (Date.parse(period.from) >= Date.parse(period.to)) throw new PeriodInvalid();
  if (content === 'bytes' && opening === undefined) throw new OpeningMissing();
}

/** The kind of long work that makes an artefact. */
export function operationOf(kind: ArtefactKind): string {
  return `evidence.${kind}`;
}
