import { Injectable } from '@nestjs/common';
import { type Id, newId, type RequestContext } from '../../kernel';
import { type Transaction, VaultDatabase } from '../../platform/database';
import { Cursors, InvalidCursor, type Page } from '../../platform/http';
import { Subjects } from '../../records/subjects';
import { Deadlines } from './deadlines';
import type { RequestClock } from './duties';
import type { SubjectRequest } from './request';
import { RequestEntries } from './request-entries';
import { RequestNotFound, SubjectOutOfReach } from './request.errors';
import { type FileOfRequest, RequestFiles } from './request-files';
import { type RequestFigures, type RequestFilter, RequestRepository } from './request.repository';

/** A request as somebody brings it in: by API, a form, or whatever stands behind this port. */
export interface Intake extends Pick<
  SubjectRequest,
  'type' | 'regime' | 'jurisdiction' | 'channel' | 'language' | 'byNominee' | 'subject'
> {
  /** When the organisation got it, by any of its channels; now where it is left out. */
  readonly receivedAt?: Date;
  readonly file: FileOfRequest;
}

/** One clock with its day. */
export interface ClockView extends RequestClock {
  readonly dueAt: Date | null;
  /** Until when more time may be taken; null where it may not. */
  readonly extendableUntil: Date | null;
}

export interface RequestView extends SubjectRequest {
  /** The last day in time, `YYYY-MM-DD` where the request counts its days; and how many are left, until it is answered. */
  readonly dueOn: string | null;
  readonly daysLeft: number | null;
  readonly clocks: readonly ClockView[];
}

/** One request with its file. */
export interface WholeRequest extends RequestView {
  readonly file: FileOfRequest | null;
  readonly answer: string | null;
  /** How many requests the same person made besides this one. */
  readonly others: number;
}

/** The register of subject requests: taking them in, and seeing them. */
@Injectable()
export class RequestRegister {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: RequestRepository,
    private readonly files: RequestFiles,
    private readonly subjects: Subjects,
    private readonly deadlines: Deadlines,
    private readonly entries: RequestEntries,
    private readonly cursors: Cursors,
  ) {}

  /** Records a request. Its file is sealed under a key of its own, which outlives the person's. */
  async receive(context: RequestContext, intake: Intake): Promise<RequestView> {
    const id = newId();
    return this.entries.recordingRefusal(context, undefined, async () => {
      this.deadlines.assertListed(intake.jurisdiction);
      const sealed = await this.files.open(id, intake.file);
      return this.vault.transaction(context, (tx) => this.#add(tx, context, { id, intake, sealed }));
    });
  }

  async list(
    context: RequestContext,
    { cursor, limit, ...filter }: RequestFilter & { readonly cursor?: string; readonly limit: number },
  ): Promise<Page<RequestView>> {
    const name = `subject requests ${JSON.stringify(filter)}`;
    const after = cursor === undefined ? null : this.#position(name, cursor);
    return this.vault.transaction(context, async (tx) => {
      const rows = await this.repository.list(tx, filter, { limit: limit + 1, after });
      const clocks = await this.repository.listClocks(
        tx,
        rows.map(({ id }) => id),
      );
      await this.entries.record(tx, context, 'request.listed', { action: 'read', subject: filter.subject });
      const now = await tx.now();
      return this.cursors.page(
        name,
        rows,
        limit,
        ({ dueText, id }) => [dueText, id],
        (row) => this.#view(row, clocks.get(row.id) ?? [], now),
      );
    });
  }

  async get(context: RequestContext, id: Id): Promise<WholeRequest> {
    const found = await this.entries.recordingRefusal(context, id, () =>
      this.vault.transaction(context, async (tx) => {
        const view = await this.view(tx, id);
        const sealed = await this.repository.findFile(tx, id);
        if (sealed === null) throw new RequestNotFound();
        await this.entries.record(tx, context, 'request.shown', { request: id, subject: view.subject, action: 'read' });
        const others = view.subject === null ? 0 : await this.repository.countOf(tx, view.subject, id);
        return { view, sealed, others };
      }),
    );
    const { view, sealed, others } = found;
    return { ...view, others, ...(await this.files.read(id, sealed)) };
  }

  /** The figures of the last so many months. */
  async figures(context: RequestContext, months: number): Promise<RequestFigures[]> {
    return this.vault.transaction(context, async (tx) => {
      await this.entries.record(tx, context, 'request.listed', { action: 'read', reason: 'figures' });
      return this.repository.figures(tx, months);
    });
  }

  /** The request with its clocks, for a step's answer. */
  async view(tx: Transaction, id: Id): Promise<RequestView> {
    const request = await this.repository.find(tx, id);
    if (request === null) throw new RequestNotFound();
    const clocks = await this.repository.listClocks(tx, [id]);
    return this.#view(request, clocks.get(id) ?? [], await tx.now());
  }

  async #add(
    tx: Transaction,
    context: RequestContext,
    { id, intake, sealed }: { id: Id; intake: Intake; sealed: Buffer },
  ): Promise<RequestView> {
    const { receivedAt, ...facts } = intake;
    const subject = await this.#subject(tx, context, facts.subject);
    const now = await tx.now();
    const received = receivedAt === undefined || receivedAt > now ? now : receivedAt;
    const clocks = this.deadlines.start({ ...facts, receivedAt: received });
    const dueAt = this.deadlines.next(clocks, facts.jurisdiction, now);
    const alike = subject === null ? null : await this.repository.findAlike(tx, { ...facts, subject }, id);
    const recordedBy = context.actor.id;
    const request = { ...facts, id, subject, receivedAt: received, recordedBy, group: alike ?? id, dueAt };
    await this.repository.add(tx, request, sealed);
    await this.repository.addClocks(tx, id, clocks);
    const reason = alike === null ? facts.type : `${facts.type}_again`;
    await this.entries.record(tx, context, 'request.received', { request: id, subject, reason, action: 'create' });
    return this.view(tx, id);
  }

  async #subject(tx: Transaction, { actor }: RequestContext, subject: Id | null): Promise<Id | null> {
    if (subject === null) return null;
    const survivor = await this.subjects.survivor(tx, subject);
    if (survivor === null || !(await this.subjects.canName(tx, actor, subject))) throw new SubjectOutOfReach();
    return survivor;
  }

  #view(request: SubjectRequest, clocks: readonly RequestClock[], now: Date): RequestView {
    const { jurisdiction, answeredAt } = request;
    const dueAt = answeredAt === null ? this.deadlines.next(clocks, jurisdiction, now) : request.dueAt;
    const withDay = (clock: RequestClock): ClockView => ({
      ...clock,
      dueAt: this.deadlines.due(clock, jurisdiction, now),
      extendableUntil: this.deadlines.extendableUntil(clock, jurisdiction, now),
    });
    const last = dueAt === null ? null : this.deadlines.lastDay(dueAt, jurisdiction, now);
    const daysLeft = answeredAt === null ? (last?.daysLeft ?? null) : null;
    return { ...request, dueAt, dueOn: last?.on ?? null, daysLeft, clocks: clocks.map(withDay) };
  }

  #position(name: string, cursor: string): [string, Id] {
    const [due, id] = this.cursors.decode(name, cursor);
    if (typeof due !== 'string' || typeof id !== 'string') throw new InvalidCursor();
    return [due, id];
  }
}
