import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Access } from '../../../trust/access';
import { Audit, type AuditType } from '../../../trust/audit';
import { Subjects } from '../../subjects';
import { CopyDoesNotFit, MediaConflict, OwnPerson, UnknownSubject } from '../media.errors';
import { mediaRow } from '../media.policy';
import type { MediaRow } from '../media.repository';
import { Media } from '../media.service';
import { type FurtherPerson, type MaskedCopy, MediaPeopleRepository } from './media-people.repository';

/** Who else is to be seen on an item, and the masked copies that there are of it. */
export interface PeopleOnItem {
  readonly people: readonly FurtherPerson[];
  readonly copies: readonly MaskedCopy[];
}

/**
 * People on an item besides the one whose item it is, as somebody who looked at it says. An end of the first person then needs a
 * human decision about it, and a copy for one of them has to show that one alone.
 */
@Injectable()
export class MediaPeople {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly media: Media,
    private readonly repository: MediaPeopleRepository,
    private readonly subjects: Subjects,
    private readonly access: Access,
    private readonly audit: Audit,
  ) {}

  async show(context: RequestContext, id: Id): Promise<PeopleOnItem> {
    const row = await this.media.reach(context, 'read', id, 'media.people.shown');
    return this.vault.transaction(context, async (tx) => {
      await this.#record(tx, context, row, { type: 'media.people.shown', action: 'read', subject: row.subjectId });
      return this.#present(tx, id);
    });
  }

  /** Again changes nothing. */
  async state(context: RequestContext, id: Id, subject: Id): Promise<PeopleOnItem> {
    const type = 'media.person.stated';
    const row = await this.media.reach(context, 'change', id, type);
    return this.#change(context, row, { type, subject }, async (tx) => {
      const person = await this.#named(tx, context, subject);
      await this.subjects.assertLiving(tx, person);
      if ((await this.subjects.family(tx, row.subjectId)).includes(person)) throw new OwnPerson();
      return this.repository.state(tx, { media: id, subject: person, by: context.actor.id });
    });
  }

  /** Somebody was mistaken. Again changes nothing. */
  async withdraw(context: RequestContext, id: Id, subject: Id): Promise<PeopleOnItem> {
    const type = 'media.person.withdrawn';
    const row = await this.media.reach(context, 'change', id, type);
    return this.#change(context, row, { type, subject }, (tx) => this.repository.withdraw(tx, id, subject));
  }

  /** An item of one of the people on another shows that one alone: it was taken in like any item, under a key of its own. */
  async stateCopy(context: RequestContext, source: Id, copy: Id): Promise<PeopleOnItem> {
    const type = 'media.masked_copy.stated';
    const row = await this.media.reach(context, 'change', source, type);
    const masked = await this.media.reach(context, 'change', copy, type);
    return this.#change(context, row, { type, subject: masked.subjectId, object: copy }, async (tx) => {
      await this.#assertFits(tx, row, masked);
      if (await this.repository.addCopy(tx, { media: copy, source, by: context.actor.id })) return true;
      const [known] = (await this.repository.systemListCopies(tx, [copy])).filter(({ media }) => media === copy);
      if (known?.source !== source) throw new CopyDoesNotFit('copy_of_another');
      return false;
    });
  }

  async #assertFits(tx: Transaction, source: MediaRow, copy: MediaRow): Promise<void> {
    if (source.id === copy.id || copy.state !== 'available') throw new CopyDoesNotFit('not_available');
    const shown = (await this.repository.systemList(tx, source.id)).map(({ subject }) => subject);
    const family = await this.subjects.family(tx, copy.subjectId);
    if (![source.subjectId, ...shown].some((person) => family.includes(person)))
      throw new CopyDoesNotFit('not_of_a_person_on_it');
  }

  async #named(tx: Transaction, { actor }: RequestContext, subject: Id): Promise<Id> {
    const person = await this.subjects.survivor(tx, subject);
    if (person === null || !(await this.subjects.canName(tx, actor, subject))) throw new UnknownSubject();
    return person;
  }

  async #change(
    context: RequestContext,
    row: MediaRow,
    about: { readonly type: AuditType; readonly subject: Id; readonly object?: Id },
    act: (tx: Transaction) => Promise<boolean>,
  ): Promise<PeopleOnItem> {
    return this.vault.transaction(context, async (tx) => {
      const held = await this.repository.systemHold(tx, row.id);
      if (held === null || held.state === 'destroyed' || held.subject !== row.subjectId) throw new MediaConflict();
      if (await act(tx)) await this.#record(tx, context, row, { ...about, action: 'change' });
      return this.#present(tx, row.id);
    });
  }

  async #present(tx: Transaction, id: Id): Promise<PeopleOnItem> {
    const copies = await this.repository.systemListCopies(tx, [id]);
    return { people: await this.repository.systemList(tx, id), copies: copies.filter(({ source }) => source === id) };
  }

  async #record(
    tx: Transaction,
    { actor, origin }: RequestContext,
    row: MediaRow,
    act: { type: AuditType; action: 'read' | 'change'; subject: Id; object?: Id },
  ): Promise<void> {
    const { type, action, subject, object = row.objectId } = act;
    const role = this.access.role(actor, action, 'Media', mediaRow(row));
    const about = { media: row.id, object, class: row.class };
    await this.audit.record(tx, { type, actor, origin, role, subject, object: about, decision: 'allow' });
  }
}
