import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { type Id, isId, type RequestContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { type DocumentLanguage, Typesetter } from '../../../platform/documents';
import { Cursors, InvalidCursor, type Page } from '../../../platform/http';
import { Access } from '../../../trust/access';
import { Audit } from '../../../trust/audit';
import { CertificateNotFound } from '../destruction.errors';
import { type GoingItem, PlanScope } from '../saga/plan-scope';
import { certificateDocument } from './certificate-document';
import { type Certificate, CertificateRepository } from './certificate.repository';
import { itemLines } from './item-list';

const cursorName = 'certificates';

/** The reading side of certificates, each look an entry. */
@Injectable()
export class CertificateRecords {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: CertificateRepository,
    private readonly scope: PlanScope,
    private readonly typesetter: Typesetter,
    private readonly access: Access,
    private readonly audit: Audit,
    private readonly cursors: Cursors,
  ) {}

  async certificate(context: RequestContext, id: Id): Promise<Certificate> {
    return this.vault.transaction(context, async (tx) => {
      const certificate = await this.repository.find(tx, id);
      if (certificate === null) throw new CertificateNotFound();
      await this.#record(tx, context, id);
      return certificate;
    });
  }

  /** The certificate for people, as PDF/A with the signed text inside. */
  async document(context: RequestContext, id: Id, language: DocumentLanguage): Promise<Buffer> {
    const certificate = await this.certificate(context, id);
    const sha256 = createHash('sha256').update(certificate.body).digest('hex');
    const items = await this.scope.page(certificate.planId, null);
    return this.typesetter.pdf(certificateDocument(certificate, { sha256, items }, language));
  }

  /** The items that a certificate names by the hash of their list: exactly these bytes. */
  async itemList(context: RequestContext, id: Id): Promise<Readable> {
    const { planId } = await this.certificate(context, id);
    return Readable.from(linesOf(this.scope.going({ id: planId })), { objectMode: false });
  }

  async certificates(
    context: RequestContext,
    { cursor, limit }: { readonly cursor?: string; readonly limit: number },
  ): Promise<Page<Certificate>> {
    const before = cursor === undefined ? null : this.#position(cursor);
    return this.vault.transaction(context, async (tx) => {
      const rows = await this.repository.list(tx, { before, limit: limit + 1 });
      await this.#record(tx, context);
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

  async #record(tx: Transaction, { actor, origin }: RequestContext, object?: Id): Promise<void> {
    const role = this.access.role(actor, 'read', 'Certificate');
    const about = { actor, origin, role, object: { object }, decision: 'allow' } as const;
    await this.audit.record(tx, { type: 'certificate.shown', ...about });
  }
}

async function* linesOf(pages: AsyncIterable<readonly GoingItem[]>): AsyncGenerator<string> {
  for await (const items of pages) yield itemLines(items);
}
