import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Id, RequestContext } from '../../kernel';
import { type Transaction, VaultDatabase } from '../../platform/database';
import { JobRegistry, Outbox } from '../../platform/jobs';
import { Access } from '../../trust/access';
import { Audit } from '../../trust/audit';
import { Keys, KeysUnavailable } from '../../trust/keys';
import { SubjectMerged } from './subject.errors';
import { type Merge, type Subject, SubjectRepository } from './subject.repository';

const moveKeysJob = 'subjects.move-keys';

/**
 * Two subjects turn out to be one person. The pointer, its history and the entry are one transaction; the keys live in
 * another database and follow by a job, so that a crash in between is made good. Identifiers and items keep the subject
 * they came with: the history tells who was who.
 */
@Injectable()
export class MergeSubjects implements OnModuleInit {
  constructor(
    private readonly database: VaultDatabase,
    private readonly repository: SubjectRepository,
    private readonly access: Access,
    private readonly audit: Audit,
    private readonly keys: Keys,
    private readonly outbox: Outbox,
    private readonly jobs: JobRegistry,
  ) {}

  onModuleInit(): void {
    this.jobs.need(moveKeysJob);
    this.jobs.register({
      name: moveKeysJob,
      run: ({ context, body }) => this.moveKeys(context, String(body['merge'])),
    });
  }

  async merge(context: RequestContext, from: Id, into: Id): Promise<Subject> {
    await this.#inReach(context, from);
    await this.#inReach(context, into);
    const outcome = await this.database.transaction(context, (tx) => this.#point(tx, context, from, into));
    if (outcome instanceof Error) throw outcome;
    // At once where the keystore answers; the job in the outbox makes good what fails here.
    await this.moveKeys(context, outcome.mergeId).catch(() => undefined);
    return outcome.survivor;
  }

  /** Puts the merged subject's keys under its survivor. Doing it again changes nothing. */
  async moveKeys(context: RequestContext, mergeId: Id): Promise<void> {
    const merge = await this.database.read(context, (tx) => this.repository.systemFindMerge(tx, mergeId));
    if (merge === null || merge.keysMovedAt !== null) return;
    await this.#move(context, merge);
    await this.database.transaction(context, (tx) => this.repository.keysMoved(tx, mergeId));
  }

  /** A subject has a key from its making until it is merged: none any more means that an earlier run moved it. */
  async #move({ actor }: RequestContext, { mergedId, survivorId }: Merge): Promise<void> {
    try {
      await this.keys.moveKeys(actor, mergedId, survivorId);
    } catch (error) {
      if (!(error instanceof KeysUnavailable) || error.failure !== 'ended') throw error;
    }
  }

  async #point(
    tx: Transaction,
    context: RequestContext,
    from: Id,
    into: Id,
  ): Promise<{ mergeId: Id; survivor: Subject } | SubjectMerged> {
    await this.repository.systemHold(tx, [from, into]);
    const [merged, survivor] = [await this.#present(tx, from), await this.#present(tx, into)];
    const { actor, origin } = context;
    const role = this.access.role(actor, 'merge', 'Subject');
    const entry = { type: 'subject.merged' as const, actor, origin, role, subject: from };
    if (merged.mergedInto !== null || survivor.mergedInto !== null || from === into) {
      await this.audit.record(tx, { ...entry, decision: 'deny', reason: 'subject_merged' });
      return new SubjectMerged(merged.mergedInto ?? survivor.mergedInto);
    }
    const mergeId = await this.repository.merge(tx, { from, into, by: actor.id });
    await this.outbox.order(tx, context, { name: moveKeysJob, body: { merge: mergeId } });
    await this.outbox.publish(tx, context, { type: 'subject.merged', body: { subject: from, survivor: into } });
    await this.audit.record(tx, { ...entry, decision: 'allow' });
    // The survivor's own story tells of it, too.
    await this.audit.record(tx, { ...entry, subject: into, decision: 'allow', reason: 'survivor' });
    return { mergeId, survivor: await this.#present(tx, into) };
  }

  async #inReach(context: RequestContext, id: Id): Promise<void> {
    const scope = this.access.scope(context.actor, 'merge', 'Subject');
    const { found, exists } = await this.database.read(context, async (tx) => ({
      found: await this.repository.find(tx, id, scope),
      exists: (await this.repository.systemFind(tx, id)) !== null,
    }));
    if (found !== null) return;
    await this.access.notFound(context, { type: 'subject.merged', exists, subject: exists ? id : undefined });
  }

  async #present(tx: Transaction, id: Id): Promise<Subject> {
    const subject = await this.repository.systemFind(tx, id);
    if (subject === null) throw new Error('the subject is gone');
    return subject;
  }
}
