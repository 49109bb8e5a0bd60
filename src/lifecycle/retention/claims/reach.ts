import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { Media } from '../../../records/media';
import { Subjects } from '../../../records/subjects';
import { Access } from '../../../trust/access';
import { Audit } from '../../../trust/audit';

type RetentionType = 'retention.shown' | 'retention.noted';

/** Whom an entry is about. */
export interface About {
  readonly subject: Id;
  readonly object?: { readonly media: Id; readonly class: string };
}

/** Items and people as the caller may reach them, and the entries about them. Out of reach is absent, and an entry. */
@Injectable()
export class RetentionReach {
  constructor(
    private readonly media: Media,
    private readonly subjects: Subjects,
    private readonly access: Access,
    private readonly audit: Audit,
  ) {}

  async item(context: RequestContext, id: Id, type: RetentionType): Promise<About> {
    const row = await this.media.reach(context, 'read', id, type);
    return { subject: row.subjectId, object: { media: id, class: row.class } };
  }

  async subject(context: RequestContext, id: Id, type: RetentionType): Promise<About> {
    await this.subjects.assertReach(context, 'read', id, type);
    return { subject: id };
  }

  /** All pseudonyms of a person. */
  async family(tx: Transaction, id: Id): Promise<Id[]> {
    return this.subjects.family(tx, id);
  }

  async record(
    tx: Transaction,
    { actor, origin }: RequestContext,
    type: RetentionType,
    about: About,
    reason?: string,
  ): Promise<void> {
    const role = this.access.role(actor, 'read', about.object === undefined ? 'Subject' : 'Media');
    await this.audit.record(tx, { type, actor, origin, role, ...about, decision: 'allow', reason });
  }
}
