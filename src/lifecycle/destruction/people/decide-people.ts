import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Id, newId, type RequestContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Media, MediaPeopleRepository } from '../../../records/media';
import { Subjects } from '../../../records/subjects';
import { Access } from '../../../trust/access';
import { Audit, canonicalJson } from '../../../trust/audit';
import { DecisionDoesNotFit, NothingToDecide } from '../destruction.errors';
import { answerOf, type PeopleChoice, type SharedItem } from './people-question';
import { type PeopleDecision, PeopleRepository } from './people.repository';

/** What somebody decides about an item on which others are. */
export interface Decided {
  readonly decision: PeopleChoice;
  /** Whose claim remains; nobody's where it is destroyed. */
  readonly person: Id | null;
  readonly masked: Id | null;
  /** A code or reference, nothing personal. */
  readonly why: string;
}

/** An item on which others are, and what was decided about it. */
export interface PeopleQuestion {
  readonly shared: SharedItem;
  readonly open: boolean;
  readonly decisions: readonly PeopleDecision[];
}

/**
 * No rule can say whether another person's claim remains on an item: a human decides for each, before a plan that ends the first
 * person. A decision is never changed; a newer one counts, and one that was made before somebody was stated on the item does not.
 */
@Injectable()
export class DecidePeople {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly media: Media,
    private readonly people: MediaPeopleRepository,
    private readonly repository: PeopleRepository,
    private readonly subjects: Subjects,
    private readonly access: Access,
    private readonly audit: Audit,
  ) {}

  async decide(context: RequestContext, media: Id, decided: Decided): Promise<PeopleQuestion> {
    const row = await this.media.reach(context, 'read', media, 'destruction.people.decided');
    return this.vault.transaction(context, async (tx) => {
      const held = await this.people.systemHold(tx, media);
      const [shared] =
        held === null || held.state === 'destroyed' ? [] : await this.repository.systemShared(tx, [media]);
      if (held === null || shared === undefined) throw new NothingToDecide();
      const person = await this.#assertFits(tx, shared, decided);
      const { actor, origin } = context;
      const role = this.access.role(actor, 'change', 'Destruction') ?? '';
      const made = { ...decided, id: newId(), media, subject: held.subject, person, by: actor.id, role };
      await this.repository.add(tx, made);
      const sha256 = createHash('sha256')
        .update(canonicalJson({ ...made }))
        .digest('hex');
      const about = { media, object: made.id, class: row.class, sha256 };
      await this.audit.record(tx, {
        ...{
          type: 'destruction.people.decided',
          actor,
          origin,
          role: this.access.role(actor, 'change', 'Destruction'),
        },
        ...{ subject: held.subject, object: about, decision: 'allow', reason: decided.decision },
      });
      return this.#question(tx, media);
    });
  }

  /** A person's items on which others are, with what is decided about them and what is open. */
  async list(
    context: RequestContext,
    subject: Id,
    page: { readonly after: Id | null; readonly limit: number },
  ): Promise<PeopleQuestion[]> {
    await this.subjects.assertReach(context, 'read', subject, 'destruction.people.listed');
    return this.vault.transaction(context, async (tx) => {
      const { actor, origin } = context;
      const role = this.access.role(actor, 'read', 'Destruction');
      await this.audit.record(tx, {
        ...{ type: 'destruction.people.listed', actor, origin, role, subject, decision: 'allow' },
      });
      const family = await this.subjects.family(tx, subject);
      const scope = this.access.scope(actor, 'read', 'Media');
      return this.#questions(tx, await this.repository.pageShared(tx, family, page, scope));
    });
  }

  /** Answers whose claim remains, as their survivor. */
  async #assertFits(
    tx: Transaction,
    { people }: SharedItem,
    { decision, person, masked }: Decided,
  ): Promise<Id | null> {
    if (decision === 'destroy') {
      if (person !== null || masked !== null) throw new DecisionDoesNotFit('/person', 'nobody_is_kept');
      return null;
    }
    const survivor = person === null ? null : await this.subjects.survivor(tx, person);
    if (survivor === null || !people.includes(survivor)) throw new DecisionDoesNotFit('/person', 'not_on_the_item');
    if ((decision === 'masked') !== (masked !== null)) throw new DecisionDoesNotFit('/masked', 'with_masked_alone');
    return survivor;
  }

  async #question(tx: Transaction, media: Id): Promise<PeopleQuestion> {
    const [question] = await this.#questions(tx, [media]);
    // A copy that is none, or does not open, leaves the question open: the decision would not hold.
    if (question === undefined || question.open) throw new DecisionDoesNotFit('/masked', 'no_masked_copy');
    return question;
  }

  async #questions(tx: Transaction, media: readonly Id[]): Promise<PeopleQuestion[]> {
    const decisions = await this.repository.listDecisions(tx, media);
    return (await this.repository.systemShared(tx, media)).map((shared) => ({
      ...{ shared, open: answerOf(shared).open },
      decisions: decisions.filter((one) => one.media === shared.media),
    }));
  }
}
