import { Injectable } from '@nestjs/common';
import { type Id, isId, type RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { Cursors, InvalidCursor, type Page } from '../../../platform/http';
import { Recipients } from '../../../records/recipients';
import { Access, type Approval } from '../../../trust/access';
import { Audit } from '../../../trust/audit';
import type { Artefact } from '../artefacts/artefact';
import { evidenceEntry } from '../artefacts/evidence-entry';
import { EvidenceNotFound } from '../evidence.errors';
import { namesSomething, type Production, type ProductionOrder } from './production';
import { ScopeEmpty } from './production.errors';
import { ProduceItems } from './produce-items';
import { ProductionRepository } from './production.repository';

/** Productions for authorities as people ask for them, see them listed, and hand them out. */
@Injectable()
export class Productions {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: ProductionRepository,
    private readonly produce: ProduceItems,
    private readonly recipients: Recipients,
    private readonly access: Access,
    private readonly audit: Audit,
    private readonly cursors: Cursors,
  ) {}

  async ask(context: RequestContext, order: ProductionOrder): Promise<Approval> {
    if (!namesSomething(order.scope)) throw new ScopeEmpty();
    return this.produce.request(context, order);
  }

  async list(
    context: RequestContext,
    { cursor, limit = 50 }: { cursor?: string; limit?: number },
  ): Promise<Page<Production>> {
    const before = cursor === undefined ? null : this.#position(cursor);
    const scope = this.access.scope(context.actor, 'read', 'Production');
    const rows = await this.vault.transaction(context, async (tx) => {
      const role = this.access.role(context.actor, 'read', 'Production');
      await this.audit.record(tx, evidenceEntry(context, 'evidence.listed', { role, reason: 'production' }));
      return this.repository.list(tx, { before, limit: limit + 1 }, scope);
    });
    return this.cursors.page(
      'productions',
      rows,
      limit,
      ({ id }) => [id],
      (row) => row,
    );
  }

  async get(context: RequestContext, id: Id): Promise<Production> {
    const scope = this.access.scope(context.actor, 'read', 'Production');
    const found = await this.vault.read(context, (tx) => this.repository.find(tx, id, scope));
    if (found !== null) return found;
    const denial = { role: null, object: id, decision: 'deny', reason: 'absent' } as const;
    await this.audit.recordAlone(evidenceEntry(context, 'evidence.denied', denial));
    throw new EvidenceNotFound();
  }

  /** Before the first byte of a bundle leaves: from then on its items count as disclosed to the authority. */
  async handOut(context: RequestContext, { request }: Pick<Artefact, 'request'>): Promise<void> {
    const id = request.production;
    if (id === undefined) return;
    await this.vault.transaction(context, async (tx) => {
      if (!(await this.repository.handOut(tx, id))) return;
      const { recipient, secret } = await this.repository.systemGet(tx, id);
      const media = await this.repository.systemItems(tx, id);
      const disclosure = { recipient, basis: 'authority_request', disclosedAt: null, secret } as const;
      if (!(await this.recipients.note(tx, context, media, disclosure))) throw new EvidenceNotFound();
    });
  }

  #position(cursor: string): Id {
    const [id] = this.cursors.decode('productions', cursor);
    if (!isId(id)) throw new InvalidCursor();
    return id;
  }
}
