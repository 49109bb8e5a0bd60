import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../kernel';
import { VaultDatabase } from '../../platform/database';
import { Access, type Action } from '../../trust/access';
import { Audit, type AuditType } from '../../trust/audit';
import { mediaRow } from './media.policy';
import { MediaRepository, type MediaRow } from './media.repository';
import { NamesOfMedia, type ShownMedia } from './facts/names';

/** Facts about one item, always through the caller's scope. Seeing them is an entry. */
@Injectable()
export class Media {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: MediaRepository,
    private readonly access: Access,
    private readonly audit: Audit,
    private readonly names: NamesOfMedia,
  ) {}

  async get(context: RequestContext, id: Id): Promise<ShownMedia> {
    const row = await this.reach(context, 'read', id, 'media.shown');
    await this.audit.recordAlone({
      type: 'media.shown',
      actor: context.actor,
      origin: context.origin,
      role: this.access.role(context.actor, 'read', 'Media', mediaRow(row)),
      subject: row.subjectId,
      object: { media: row.id, object: row.objectId, class: row.class },
      decision: 'allow',
    });
    return this.names.showOne(context, row);
  }

  /** The item if it is in the caller's scope; absent and out of reach are one answer and two entries. */
  async reach(context: RequestContext, action: Action, id: Id, type: AuditType): Promise<MediaRow> {
    const scope = this.access.scope(context.actor, action, 'Media');
    const { found, exists } = await this.vault.read(context, async (tx) => {
      const row = await this.repository.find(tx, id, scope);
      return { found: row, exists: row !== null || (await this.repository.systemFind(tx, id)) !== null };
    });
    return found ?? this.access.notFound(context, { type, exists, media: id });
  }
}
