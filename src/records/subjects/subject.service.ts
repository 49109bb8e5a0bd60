import { Injectable } from '@nestjs/common';
import { type Actor, type Id, newId, type RequestContext } from '../../kernel';
import { type Transaction, VaultDatabase } from '../../platform/database';
import { Access, type Action } from '../../trust/access';
import { Audit, type AuditType } from '../../trust/audit';
import { Keys } from '../../trust/keys';
import { type Identifier, type IdentifierKind, normalise } from './identifier';
import { IdentifierInUse, InvalidIdentifier, SubjectMerged, SubjectEnded } from './subject.errors';
import { type SealedIdentifier, type Subject, SubjectRepository } from './subject.repository';

/** Column name under which identifiers are sealed. */
const column = 'subject.identifier';

interface Spelled {
  readonly kind: IdentifierKind;
  readonly spelling: string;
}

/** People whom items are about. Outside the vault they are pseudonyms; by what they are known is sealed and only found. */
@Injectable()
export class Subjects {
  constructor(
    private readonly database: VaultDatabase,
    private readonly repository: SubjectRepository,
    private readonly access: Access,
    private readonly audit: Audit,
    private readonly keys: Keys,
  ) {}

  /** A new subject with its key; provisional while nobody knows by what the person is known. */
  async create(context: RequestContext, identifiers: readonly Identifier[]): Promise<Subject> {
    const spelled = identifiers.map((identifier, index) => spell(identifier, `/identifiers/${index}/value`));
    const id = newId();
    // The keystore first: a key without a subject is swept, a subject without a key could take nothing in.
    await this.keys.createSubjectKey(id);
    const sealed = await Promise.all(spelled.map((identifier) => this.#seal(id, identifier)));
    return this.#recordingRefusal(context, 'subject.created', undefined, () =>
      this.database.transaction(context, async (tx) => {
        await this.repository.add(tx, { id, provisional: sealed.length === 0, by: context.actor.id });
        for (const identifier of sealed) await this.repository.addIdentifier(tx, id, identifier, context.actor.id);
        await this.#record(tx, context, { type: 'subject.created', action: 'create', subject: id });
        return this.#present(tx, id);
      }),
    );
  }

  /** Adds one more way by which a subject is known. */
  async addIdentifier(context: RequestContext, id: Id, identifier: Identifier): Promise<Subject> {
    const spelled = spell(identifier, '/value');
    await this.#inReach(context, 'change', id, 'subject.identifier.added');
    const sealed = await this.#seal(id, spelled);
    return this.#recordingRefusal(context, 'subject.identifier.added', id, () =>
      this.database.transaction(context, async (tx) => {
        await this.repository.systemHold(tx, [id]);
        const subject = await this.#present(tx, id);
        if (subject.mergedInto !== null) throw new SubjectMerged(subject.mergedInto);
        await this.repository.addIdentifier(tx, id, sealed, context.actor.id);
        await this.repository.confirm(tx, id);
        await this.#record(tx, context, { type: 'subject.identifier.added', action: 'change', subject: id });
        return this.#present(tx, id);
      }),
    );
  }

  async get(context: RequestContext, id: Id): Promise<Subject> {
    await this.#inReach(context, 'read', id, 'subject.shown');
    return this.database.transaction(context, async (tx) => {
      await this.#record(tx, context, { type: 'subject.shown', action: 'read', subject: id });
      return this.#present(tx, id);
    });
  }

  /**
   * The subject who is known by this identifier, as its survivor; none and out of reach look alike. Whom somebody looked
   * for is not in the log, only whom they found.
   */
  async search(context: RequestContext, identifier: Identifier): Promise<Subject[]> {
    const spelled = spell(identifier, '/value');
    const lookup = await this.keys.lookupHash(spelled.kind, spelled.spelling);
    const scope = this.access.scope(context.actor, 'search', 'Subject');
    return this.database.transaction(context, async (tx) => {
      const owner = await this.repository.systemFindOwner(tx, spelled.kind, lookup);
      const found = owner === null ? null : await this.repository.find(tx, owner, scope);
      const outOfReach = owner !== null && found === null;
      await this.#record(tx, context, {
        type: 'subject.searched',
        action: 'search',
        subject: owner ?? undefined,
        decision: outOfReach ? 'deny' : 'allow',
        reason: outOfReach ? 'out_of_reach' : found === null ? 'absent' : undefined,
      });
      return found === null ? [] : [found];
    });
  }

  /** For use cases of other modules, which record what they do: the subject that stands for this one, or null. */
  async survivor(tx: Transaction, id: Id): Promise<Id | null> {
    return (await this.repository.systemFamily(tx, id))[0] ?? null;
  }

  /** The subject's survivor and everybody merged into it: all whose items are items of this subject. */
  async family(tx: Transaction, id: Id): Promise<Id[]> {
    return this.repository.systemFamily(tx, id);
  }

  /** Throws where nothing may come to this subject any more. */
  async assertLiving(tx: Transaction, id: Id): Promise<void> {
    if ((await this.repository.systemListLiving(tx, [id])).length === 0) throw new SubjectEnded();
  }

  /** Whether an actor may say that something is about this subject: one in their reach, or one that they made. */
  async canName(tx: Transaction, actor: Actor, id: Id): Promise<boolean> {
    if (actor.kind !== 'user') return true;
    const inReach = await this.repository.find(tx, id, this.access.scope(actor, 'read', 'Subject'));
    return inReach !== null || this.repository.isMaker(tx, id, actor.id);
  }

  /** Checks reach for another use case about a subject; absent and out of reach are one answer and two entries. */
  async assertReach(context: RequestContext, action: Action, id: Id, type: AuditType): Promise<void> {
    await this.#inReach(context, action, id, type);
  }

  async #inReach(context: RequestContext, action: Action, id: Id, type: AuditType): Promise<void> {
    const scope = this.access.scope(context.actor, action, 'Subject');
    const { found, exists } = await this.database.read(context, async (tx) => ({
      found: await this.repository.find(tx, id, scope),
      exists: (await this.repository.systemFind(tx, id)) !== null,
    }));
    if (found === null) await this.access.notFound(context, { type, exists, subject: exists ? id : undefined });
  }

  async #seal(subjectId: Id, { kind, spelling }: Spelled): Promise<SealedIdentifier> {
    const [lookup, sealed] = await Promise.all([
      this.keys.lookupHash(kind, spelling),
      this.keys.sealPersonal(subjectId, column, spelling),
    ]);
    return { kind, lookup, sealed };
  }

  async #present(tx: Transaction, id: Id): Promise<Subject> {
    const subject = await this.repository.systemFind(tx, id);
    if (subject === null) throw new Error('the subject is gone');
    return subject;
  }

  /** A refused change leaves an entry, too. */
  async #recordingRefusal<T>(
    { actor, origin }: RequestContext,
    type: AuditType,
    subject: Id | undefined,
    act: () => Promise<T>,
  ): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof IdentifierInUse || error instanceof SubjectMerged)
        await this.audit.recordAlone({
          type,
          actor,
          origin,
          role: null,
          subject,
          decision: 'deny',
          reason: error.code,
        });
      throw error;
    }
  }

  async #record(
    tx: Transaction,
    { actor, origin }: RequestContext,
    { type, action, subject, decision, reason }: RecordedAct,
  ): Promise<void> {
    const role = this.access.role(actor, action, 'Subject');
    await this.audit.record(tx, { type, actor, origin, role, subject, decision: decision ?? 'allow', reason });
  }
}

interface RecordedAct {
  readonly type: AuditType;
  readonly action: Action;
  readonly subject: Id | undefined;
  readonly decision?: 'allow' | 'deny';
  readonly reason?: string;
}

function spell(identifier: Identifier, pointer: string): Spelled {
  const spelling = normalise(identifier);
  if (spelling === null) throw new InvalidIdentifier(pointer);
  return { kind: identifier.kind, spelling };
}
