import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../kernel';
import { type Transaction, VaultDatabase } from '../../platform/database';
import { Access } from '../../trust/access';
import { Audit, type AuditRecord } from '../../trust/audit';
import { type Disclosure, type DisclosedCount, type Recipient, reasonOf } from './recipient';
import { DisclosureDoesNotFit } from './recipient.errors';
import { RecipientRepository } from './recipient.repository';

/** To whom items were disclosed: named recipients, because that is what a person may ask for (CJEU C-154/21; DPDP Act s.11). */
@Injectable()
export class Recipients {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: RecipientRepository,
    private readonly access: Access,
    private readonly audit: Audit,
  ) {}

  async add(context: RequestContext, recipient: Omit<Recipient, 'id'>): Promise<Recipient> {
    return this.vault.transaction(context, async (tx) => {
      const added = await this.repository.add(tx, recipient, context.actor.id);
      await this.#record(tx, context, { type: 'recipient.added', object: { object: added.id } });
      return added;
    });
  }

  async list(context: RequestContext): Promise<Recipient[]> {
    return this.vault.transaction(context, async (tx) => {
      await this.#record(tx, context, { type: 'recipient.listed' });
      return this.repository.list(tx);
    });
  }

  /** For callers who have recorded who asks. */
  async countDisclosed(context: RequestContext): Promise<DisclosedCount[]> {
    return this.vault.read(context, (tx) => this.repository.countDisclosed(tx));
  }

  async find(tx: Transaction, id: Id): Promise<Recipient | null> {
    return this.repository.find(tx, id);
  }

  async disclose(context: RequestContext, media: readonly Id[], disclosure: Disclosure): Promise<void> {
    const fits = await this.vault.transaction(context, (tx) => this.note(tx, context, media, disclosure));
    if (!fits) await this.#refuse(context);
  }

  /**
   * Notes a disclosure in somebody's transaction: one entry for each item, so that its custody tells of it. False, and nothing
   * noted, where the recipient or an item is not there.
   */
  async note(tx: Transaction, context: RequestContext, media: readonly Id[], disclosure: Disclosure): Promise<boolean> {
    const items = await this.repository.systemItems(tx, media);
    const recipient = await this.repository.find(tx, disclosure.recipient);
    if (recipient === null || items.length !== new Set(media).size) return false;
    await this.repository.disclose(tx, media, disclosure, context.actor.id);
    const reason = reasonOf(disclosure);
    for (const { media: id, subject, class: documentClass } of items) {
      const object = { media: id, object: recipient.id, class: documentClass };
      await this.#record(tx, context, { type: 'disclosure.recorded', subject, object, reason });
    }
    return true;
  }

  async #refuse(context: RequestContext): Promise<never> {
    await this.audit.recordAlone({
      ...this.#by(context),
      type: 'disclosure.denied',
      decision: 'deny',
      reason: 'absent',
    });
    throw new DisclosureDoesNotFit();
  }

  async #record(
    tx: Transaction,
    context: RequestContext,
    said: Pick<AuditRecord, 'type' | 'subject' | 'object' | 'reason'>,
  ): Promise<void> {
    await this.audit.record(tx, { ...this.#by(context), ...said, decision: 'allow' });
  }

  #by({ actor, origin }: RequestContext): Pick<AuditRecord, 'actor' | 'origin' | 'role'> {
    return { actor, origin, role: this.access.role(actor, 'create', 'Disclosure') };
  }
}
