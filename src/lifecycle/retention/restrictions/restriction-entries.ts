import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { Rules } from '../../../trust/access';
import { Audit } from '../../../trust/audit';
import type { RestrictionGround } from './restriction';
import type { CoveredItem } from './restriction.repository';

/** Entries about restrictions: one for each item, so that an item's custody tells of it. */
@Injectable()
export class RestrictionEntries {
  constructor(
    private readonly rules: Rules,
    private readonly audit: Audit,
  ) {}

  async about(
    tx: Transaction,
    context: RequestContext,
    type: 'restriction.imposed' | 'restriction.lifted',
    said: { id: Id; ground: RestrictionGround; covered: readonly CoveredItem[]; approved?: string },
  ): Promise<void> {
    for (const { media, subject, class: documentClass } of said.covered)
      await this.audit.record(tx, {
        ...this.#by(context, 'create'),
        type,
        subject,
        object: { object: said.id, media, class: documentClass, sha256: said.approved },
        decision: 'allow',
        reason: said.ground,
      });
  }

  async read(
    tx: Transaction,
    context: RequestContext,
    type: 'restriction.shown' | 'restriction.listed',
    id?: Id,
  ): Promise<void> {
    const object = id === undefined ? undefined : { object: id };
    await this.audit.record(tx, { ...this.#by(context, 'read'), type, object, decision: 'allow' });
  }

  async refused(context: RequestContext, reason: string): Promise<void> {
    await this.audit.recordAlone({
      ...this.#by(context, 'create'),
      type: 'restriction.denied',
      decision: 'deny',
      reason,
    });
  }

  #by({ actor, origin }: RequestContext, action: 'create' | 'read') {
    const role = actor.kind === 'system' ? ('system' as const) : this.rules.role(actor, action, 'Restriction');
    return { actor, origin, role };
  }
}
