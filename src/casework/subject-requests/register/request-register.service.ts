import { Injectable } from '@nestjs/common';
import { type Id, newId, type RequestContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Subjects } from '../../../records/subjects';
import { Deadlines } from '../steps/deadlines';
import type { SubjectRequest } from '../request';
import { RequestEntries } from './request-entries';
import { SubjectOutOfReach } from '../request.errors';
import { type FileOfRequest, RequestFiles } from './request-files';
import { RequestRepository } from './request.repository';
import { type RequestView, RequestViews } from './request-views';

/** A request as somebody brings it in: by API, a form, or whatever stands behind this port. */
export interface Intake extends Pick<
  SubjectRequest,
  'type' | 'regime' | 'jurisdiction' | 'channel' | 'language' | 'byNominee' | 'subject'
> {
  /** When the organisation got it, by any of its channels; now where it is left out. */
  readonly receivedAt?: Date;
  readonly file: FileOfRequest;
}

/** Taking subject requests in. */
@Injectable()
export class RequestRegister {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: RequestRepository,
    private readonly files: RequestFiles,
    private readonly subjects: Subjects,
    private readonly deadlines: Deadlines,
    private readonly entries: RequestEntries,
    private readonly views: RequestViews,
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

  async #add(
    tx: Transaction,
    context: RequestContext,
    { id, intake, sealed }: { id: Id; intake: Intake; sealed: Buffer },
  ): Promise<RequestView> {
    const { receivedAt, ...facts } = intake;
    const subject = await this.#subject(tx, context, facts.subject);
    const now = await tx.now();
    const received = receivedAt === undefined || receivedAt > now ? now : receivedAt;
    const { controller } = this.deadlines;
    const clocks = this.deadlines.start({ ...facts, receivedAt: received, controller });
    const dueAt = this.deadlines.next(clocks, facts.jurisdiction, now);
    const alike = subject === null ? null : await this.repository.findAlike(tx, { ...facts, subject }, id);
    const recordedBy = context.actor.id;
    const request = { ...facts, id, subject, receivedAt: received, recordedBy, controller, group: alike ?? id, dueAt };
    await this.repository.add(tx, request, sealed);
    await this.repository.addClocks(tx, id, clocks);
    const reason = alike === null ? facts.type : `${facts.type}_again`;
    await this.entries.record(tx, context, 'request.received', { request: id, subject, reason, action: 'create' });
    return this.views.get(tx, id);
  }

  async #subject(tx: Transaction, { actor }: RequestContext, subject: Id | null): Promise<Id | null> {
    if (subject === null) return null;
    const survivor = await this.subjects.survivor(tx, subject);
    if (survivor === null || !(await this.subjects.canName(tx, actor, subject))) throw new SubjectOutOfReach();
    return survivor;
  }
}
