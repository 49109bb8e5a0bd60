import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';

export interface Certificate {
  readonly id: Id;
  readonly planId: Id;
  readonly issuedAt: Date;
  readonly issuedAtText: string;
  /** Canonical JSON, as it was signed. */
  readonly body: string;
  /** Detached CMS, DER. */
  readonly signature: Buffer;
  readonly addendum: string | null;
  readonly addendumSignature: Buffer | null;
  readonly addendumAt: Date | null;
}

const columns = `c.id, c.plan_id AS "planId", c.issued_at AS "issuedAt", c.issued_at::text AS "issuedAtText", c.body, c.signature,
  c.addendum, c.addendum_signature AS "addendumSignature", c.addendum_at AS "addendumAt"`;

/** Certificates in SQL. They say nothing about a person; who sees them is decided by the route. */
@Injectable()
export class CertificateRepository {
  /** Whether this attempt was the one that wrote it: a plan has one certificate. */
  async systemAdd(tx: Transaction, made: Pick<Certificate, 'id' | 'planId' | 'body' | 'signature'>): Promise<boolean> {
    const added = await tx.query(
      `INSERT INTO destruction.certificate (id, plan_id, body, signature) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING RETURNING id`,
      [made.id, made.planId, made.body, made.signature],
    );
    return added.length > 0;
  }

  async find(tx: Transaction, id: Id): Promise<Certificate | null> {
    const [row] = await tx.query<Certificate>(`SELECT ${columns} FROM destruction.certificate c WHERE c.id = $1`, [id]);
    return row ?? null;
  }

  /** Newest first. */
  async list(
    tx: Transaction,
    { before, limit }: { before: { at: string; id: Id } | null; limit: number },
  ): Promise<Certificate[]> {
    return tx.query(
      `SELECT ${columns} FROM destruction.certificate c
        WHERE $1::timestamptz IS NULL OR (c.issued_at, c.id) < ($1, $2::uuid)
        ORDER BY c.issued_at DESC, c.id DESC LIMIT $3`,
      [before?.at ?? null, before?.id ?? null, limit],
    );
  }

  /** The oldest certificate without an addendum after this one. */
  async systemFindOpen(tx: Transaction, after: { at: string; id: Id } | null): Promise<Certificate | null> {
    const [row] = await tx.query<Certificate>(
      `SELECT ${columns} FROM destruction.certificate c
        WHERE c.addendum IS NULL AND ($1::timestamptz IS NULL OR (c.issued_at, c.id) > ($1, $2::uuid))
        ORDER BY c.issued_at, c.id LIMIT 1`,
      [after?.at ?? null, after?.id ?? null],
    );
    return row ?? null;
  }

  async systemAddAddendum(tx: Transaction, id: Id, text: string, signature: Buffer): Promise<boolean> {
    const added = await tx.query(
      `UPDATE destruction.certificate SET addendum = $2, addendum_signature = $3, addendum_at = now()
        WHERE id = $1 AND addendum IS NULL RETURNING id`,
      [id, text, signature],
    );
    return added.length > 0;
  }
}
