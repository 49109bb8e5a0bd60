import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Id, isId, type RequestContext } from '../../kernel';
import { type Transaction, VaultDatabase } from '../../platform/database';
import { type DocumentLanguage, Typesetter } from '../../platform/documents';
import { Cursors, InvalidCursor, type Page } from '../../platform/http';
import { Access } from '../../trust/access';
import { Audit } from '../../trust/audit';
import { certificateDocument } from './certificates/certificate-document';
import { type Certificate, CertificateRepository } from './certificates/certificate.repository';
import type { ItemVerdict } from './destruction';
import { CertificateNotFound, PlanNotFound } from './destruction.errors';
import { type Plan, PlanRepository } from './plans/plan.repository';

const cursorName = 'certificates';

/** The reading side: plans and certificates, each look an entry. */
@Injectable()
export class DestructionRecords {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly plans: PlanRepository,
    private readonly repository: CertificateRepository,
    private readonly access: Access,
    private readonly audit: Audit,
    private readonly cursors: Cursors,
    private readonly typesetter: Typesetter,
  ) {}

  async plan(context: RequestContext, id: Id): Promise<Plan> {
    return this.vault.transaction(context, async (tx) => {
      const plan = await this.plans.find(tx, id);
      if (plan === null) throw new PlanNotFound();
      await this.#record(tx, context, 'Destruction', id);
      return plan;
    });
  }

  async items(
    context: RequestContext,
    id: Id,
    page: { readonly after: Id | null; readonly limit: number },
  ): Promise<readonly ItemVerdict[]> {
    return this.vault.transaction(context, async (tx) => {
      if ((await this.plans.find(tx, id)) === null) throw new PlanNotFound();
      await this.#record(tx, context, 'Destruction', id);
      return this.plans.listItems(tx, id, page);
    });
  }

  async certificate(context: RequestContext, id: Id): Promise<Certificate> {
    return this.vault.transaction(context, async (tx) => {
      const certificate = await this.repository.find(tx, id);
      if (certificate === null) throw new CertificateNotFound();
      await this.#record(tx, context, 'Certificate', id);
      return certificate;
    });
  }

  /** The certificate for people, as PDF/A with the signed text inside. */
  async document(context: RequestContext, id: Id, language: DocumentLanguage): Promise<Buffer> {
    const certificate = await this.certificate(context, id);
    const sha256 = createHash('sha256').update(certificate.body).digest('hex');
    return this.typesetter.pdf(certificateDocument(certificate, sha256, language));
  }

  async certificates(
    context: RequestContext,
    { cursor, limit }: { readonly cursor?: string; readonly limit: number },
  ): Promise<Page<Certificate>> {
    const before = cursor === undefined ? null : this.#position(cursor);
    return this.vault.transaction(context, async (tx) => {
      const rows = await this.repository.list(tx, { before, limit: limit + 1 });
      await this.#record(tx, context, 'Certificate');
      return this.cursors.page(
        cursorName,
        rows,
        limit,
        ({ issuedAtText, id }) => [issuedAtText, id],
        (row) => row,
      );
    });
  }

  #position(cursor: string): { at: string; id: Id } {
    const [at, id] = this.cursors.decode(cursorName, cursor);
    if (typeof at !== 'string' || !isId(id)) throw new InvalidCursor();
    return { at, id };
  }

  async #record(
    tx: Transaction,
    { actor, origin }: RequestContext,
    resource: 'Destruction' | 'Certificate',
    object?: Id,
  ): Promise<void> {
    const type = resource === 'Destruction' ? 'destruction.shown' : 'certificate.shown';
    const role = this.access.role(actor, 'read', resource);
    await this.audit.record(tx, { type, actor, origin, role, object: { object }, decision: 'allow' });
  }
}
