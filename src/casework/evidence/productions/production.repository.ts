import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { Scope } from '../../../trust/access';
import type { Production, ProductionOrder, ProductionScope, ProductionSum, ScopedItem } from './production';

/** Who approved a production. */
export interface ProductionApproval {
  readonly by: Id;
  readonly role: string;
  readonly at: Date;
}

const columns = `p.id, p.reference, p.recipient_id AS recipient, r.name AS authority, p.legal_basis AS "legalBasis", p.scope,
  p.secret, jsonb_build_object('system', p.ticket_system, 'id', p.ticket_id) AS ticket, p.items, p.held, p.withheld,
  p.items_sha256 AS "itemsSha256", p.requested_by AS "requestedBy", p.requested_at AS "requestedAt",
  p.approval_id AS approval, p.started_at AS "startedAt", p.handed_out_at AS "handedOutAt", made.id AS bundle,
  made.ready_at AS "readyAt"`;
const tables = `evidence.production p JOIN records.recipient r ON r.id = p.recipient_id
  LEFT JOIN evidence.artefact made ON made.production_id = p.id AND made.state = 'ready'`;

/** Productions in SQL. Every read takes a scope, save those named `system…`. */
@Injectable()
export class ProductionRepository {
  /** Items of a scope that are there, in the order of their ids. */
  async systemScope(
    tx: Transaction,
    { subject, ticket, media, classes }: ProductionScope,
    limit: number,
  ): Promise<ScopedItem[]> {
    return tx.query<ScopedItem>(
      `SELECT m.id AS media, m.state = 'quarantined' AS quarantined, EXISTS (SELECT FROM retention.hold_item x
                JOIN retention.hold h ON h.id = x.hold_id
               WHERE x.media_id = m.id AND (h.released_at IS NULL OR x.free_from > now())) AS held
         FROM records.media m
        WHERE m.state <> 'destroyed'
          AND ($1::uuid IS NULL OR m.subject_id IN (
            SELECT other.id FROM records.subject named
              JOIN records.subject other ON coalesce(other.merged_into, other.id) = coalesce(named.merged_into, named.id)
             WHERE named.id = $1))
          AND ($2::uuid[] IS NULL OR m.id = ANY($2)) AND ($3::text[] IS NULL OR m.class = ANY($3))
          AND ($4::text IS NULL OR EXISTS (SELECT FROM records.media_ticket l JOIN records.ticket t ON t.id = l.ticket_id
                WHERE l.media_id = m.id AND t.system = $4 AND t.external_id = $5))
        ORDER BY m.id LIMIT $6`,
      [subject ?? null, media ?? null, classes ?? null, ticket?.system ?? null, ticket?.id ?? null, limit],
    );
  }

  async add(
    tx: Transaction,
    { id, requestedBy, ...given }: ProductionOrder & ProductionSum & { readonly id: Id; readonly requestedBy: Id },
    media: readonly Id[],
  ): Promise<void> {
    await tx.query(
      `INSERT INTO evidence.production (id, reference, recipient_id, legal_basis, scope, secret, ticket_system, ticket_id, items,
         held, withheld, items_sha256, requested_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        ...[id, given.reference, given.recipient, given.legalBasis, JSON.stringify(given.scope), given.secret],
        ...[
          given.ticket.system,
          given.ticket.id,
          given.items,
          given.held,
          given.withheld,
          given.itemsSha256,
          requestedBy,
        ],
      ],
    );
    await tx.query('INSERT INTO evidence.production_item (production_id, media_id) SELECT $1, unnest($2::uuid[])', [
      id,
      media,
    ]);
  }

  async find(tx: Transaction, id: Id, scope: Scope): Promise<Production | null> {
    const parameters: unknown[] = [id];
    const where = `p.id = $1 AND ${scope.sql('p', parameters)}`;
    const [row] = await tx.query<Production>(`SELECT ${columns} FROM ${tables} WHERE ${where}`, parameters);
    return row ?? null;
  }

  /** Newest first. */
  async list(
    tx: Transaction,
    { before, limit }: { before: Id | null; limit: number },
    scope: Scope,
  ): Promise<Production[]> {
    const parameters: unknown[] = [before, limit];
    return tx.query<Production>(
      `SELECT ${columns} FROM ${tables} WHERE ($1::uuid IS NULL OR p.id < $1) AND ${scope.sql('p', parameters)}
        ORDER BY p.id DESC LIMIT $2`,
      parameters,
    );
  }

  async systemGet(tx: Transaction, id: Id): Promise<Production> {
    const [row] = await tx.query<Production>(`SELECT ${columns} FROM ${tables} WHERE p.id = $1`, [id]);
    if (row === undefined) throw new Error('the production is gone');
    return row;
  }

  async systemItems(tx: Transaction, id: Id): Promise<Id[]> {
    const rows = await tx.query<{ media: Id }>(
      'SELECT media_id AS media FROM evidence.production_item WHERE production_id = $1 ORDER BY media_id',
      [id],
    );
    return rows.map(({ media }) => media);
  }

  async systemApprovals(tx: Transaction, approval: Id): Promise<ProductionApproval[]> {
    return tx.query<ProductionApproval>(
      `SELECT g.given_by AS by, g.given_role AS role, g.given_at AS at FROM access.approval_given g
         JOIN access.approval a ON a.id = g.approval_id WHERE a.id = $1 AND g.version = a.version ORDER BY g.given_at`,
      [approval],
    );
  }

  async start(tx: Transaction, id: Id, approval: Id): Promise<void> {
    await tx.query('UPDATE evidence.production SET approval_id = $2, started_at = now() WHERE id = $1', [id, approval]);
  }

  /** Whether this call was the first to hand it out. */
  async handOut(tx: Transaction, id: Id): Promise<boolean> {
    const first = await tx.query(
      'UPDATE evidence.production SET handed_out_at = now() WHERE id = $1 AND handed_out_at IS NULL RETURNING id',
      [id],
    );
    return first.length > 0;
  }
}
