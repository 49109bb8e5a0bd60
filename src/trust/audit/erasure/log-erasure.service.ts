import { Injectable } from '@nestjs/common';
import { type Id, systemActor } from '../../../kernel';
import { AuditDatabase } from '../../../platform/database';
import { Audit } from '../audit.service';

const sealWaitMs = 30_000;
const ownersAtOnce = 1_000;

/** Erases what the log says about people in its personal parts. The leaves stay, with a commitment to what nobody can read. */
@Injectable()
export class LogErasure {
  constructor(
    private readonly database: AuditDatabase,
    private readonly audit: Audit,
  ) {}

  /**
   * Erases the subject parts of these owners (items or subjects) in all entries before the one that says so, once that one
   * is sealed. Answers its number, which each erased part keeps. May be repeated.
   */
  async erase(entry: Id, owners: readonly Id[]): Promise<{ readonly n: number; readonly parts: number }> {
    const n = await this.audit.sealed(entry, sealWaitMs);
    let parts = 0;
    for (let at = 0; at < owners.length; at += ownersAtOnce)
      parts += await this.#eraseOf(owners.slice(at, at + ownersAtOnce), n);
    return { n, parts };
  }

  /** The same for owners that each have an entry of their own, in one statement. Answers the last entry's number. */
  async eraseEach(entryOf: ReadonlyMap<Id, Id>): Promise<number> {
    const numberOf = new Map<Id, number>();
    for (const entry of new Set(entryOf.values())) numberOf.set(entry, await this.audit.sealed(entry, sealWaitMs));
    const numbers = [...entryOf.values()].map((entry) => numberOf.get(entry) ?? 0);
    await this.database.transaction({ actor: systemActor }, (tx) =>
      tx.query(
        `UPDATE audit.private p SET sealed = NULL, address_tag = NULL, network_tag = NULL, erased_by = e.n
           FROM unnest($1::uuid[], $2::int8[]) AS e(owner, n)
          WHERE p.owner = e.owner AND p.part = 'subject' AND p.sealed IS NOT NULL AND p.n < e.n`,
        [[...entryOf.keys()], numbers],
      ),
    );
    return Math.max(0, ...numbers);
  }

  async #eraseOf(owners: readonly Id[], n: number): Promise<number> {
    return this.database.transaction({ actor: systemActor }, async (tx) => {
      const [row] = await tx.query<{ count: number }>(
        `WITH erased AS (
           UPDATE audit.private SET sealed = NULL, address_tag = NULL, network_tag = NULL, erased_by = $2
            WHERE owner = ANY($1::uuid[]) AND part = 'subject' AND sealed IS NOT NULL AND n < $2 RETURNING 1)
         SELECT count(*)::int AS count FROM erased`,
        [owners, n],
      );
      return row?.count ?? 0;
    });
  }
}
