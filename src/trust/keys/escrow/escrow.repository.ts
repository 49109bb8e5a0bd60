import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';

/** A copy of a root outside the vault. */
export interface EscrowRow {
  readonly id: Id;
  readonly epoch: number;
  /** SHA-256 of its file, hex. */
  readonly fingerprint: string;
  readonly custodians: readonly string[];
  readonly madeBy: Id;
  readonly madeAt: Date;
  readonly drilledAt: Date | null;
  readonly drill: 'opened' | 'closed' | null;
  readonly openedAt: Date | null;
  readonly endedAt: Date | null;
}

export type NewEscrow = Pick<EscrowRow, 'id' | 'epoch' | 'fingerprint' | 'custodians' | 'madeBy'>;

const columns = `id, epoch, encode(fingerprint, 'hex') AS fingerprint, custodians, made_by AS "madeBy", made_at AS "madeAt",
  drilled_at AS "drilledAt", drill, opened_at AS "openedAt", ended_at AS "endedAt"`;

/** The register of escrows. */
@Injectable()
export class EscrowRepository {
  /** One that is known already stays as it is. */
  async add(tx: Transaction, { id, epoch, fingerprint, custodians, madeBy }: NewEscrow): Promise<void> {
    await tx.query(
      `INSERT INTO keystore.escrow (id, epoch, fingerprint, custodians, made_by)
       VALUES ($1, $2, decode($3, 'hex'), $4, $5) ON CONFLICT DO NOTHING`,
      [id, epoch, fingerprint, custodians, madeBy],
    );
  }

  async find(tx: Transaction, by: 'id' | 'fingerprint', value: string): Promise<EscrowRow | undefined> {
    const where = by === 'id' ? 'id = $1' : "fingerprint = decode($1, 'hex')";
    const [row] = await tx.query<EscrowRow>(`SELECT ${columns} FROM keystore.escrow WHERE ${where}`, [value]);
    return row;
  }

  /** All that are still there, and those that ended in the last quarter; newest first. */
  async list(tx: Transaction): Promise<EscrowRow[]> {
    return tx.query(
      `SELECT ${columns} FROM keystore.escrow WHERE ended_at IS NULL OR ended_at > now() - interval '90 days'
        ORDER BY epoch DESC, made_at DESC`,
    );
  }

  async noteDrill(tx: Transaction, id: Id, drill: 'opened' | 'closed'): Promise<void> {
    await tx.query(
      `UPDATE keystore.escrow SET drilled_at = now(), drill = $2,
              opened_at = CASE WHEN $2 = 'opened' THEN now() ELSE opened_at END WHERE id = $1`,
      [id, drill],
    );
  }

  /** The first word counts. */
  async end(tx: Transaction, id: Id): Promise<void> {
    await tx.query('UPDATE keystore.escrow SET ended_at = coalesce(ended_at, now()) WHERE id = $1', [id]);
  }
}
