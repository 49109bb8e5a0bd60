import { Injectable } from '@nestjs/common';
import { type Id, newId } from '../../kernel';
import { isUniqueViolation, type Transaction } from '../../platform/database';
import type { Scope } from '../../trust/access';
import type { IdentifierKind } from './identifier';
import { IdentifierInUse } from './subject.errors';

/** A subject as everybody may see it: a pseudonym. */
export interface Subject {
  readonly id: Id;
  /** Nobody knows yet by what this person is known. */
  readonly provisional: boolean;
  readonly mergedInto: Id | null;
  readonly createdAt: Date;
  readonly identifiers: readonly KnownIdentifier[];
}

interface KnownIdentifier {
  readonly id: Id;
  readonly kind: IdentifierKind;
  readonly addedAt: string;
}

/** An identifier as it is stored: found by its keyed hash, readable only under the subject's payload key. */
export interface SealedIdentifier {
  readonly kind: IdentifierKind;
  readonly lookup: Buffer;
  readonly sealed: Buffer;
}

export interface Merge {
  readonly id: Id;
  readonly mergedId: Id;
  readonly survivorId: Id;
  readonly keysMovedAt: Date | null;
}

const columns = `s.id, s.provisional, s.merged_into AS "mergedInto", s.created_at AS "createdAt",
  (SELECT coalesce(json_agg(json_build_object('id', i.id, 'kind', i.kind, 'addedAt', i.added_at) ORDER BY i.added_at, i.id), '[]')
     FROM records.subject_identifier i WHERE i.subject_id = s.id) AS identifiers`;

@Injectable()
export class SubjectRepository {
  async add(tx: Transaction, subject: { id: Id; provisional: boolean; by: Id }): Promise<void> {
    await tx.query('INSERT INTO records.subject (id, provisional, created_by) VALUES ($1, $2, $3)', [
      subject.id,
      subject.provisional,
      subject.by,
    ]);
  }

  async addIdentifier(
    tx: Transaction,
    subjectId: Id,
    { kind, lookup, sealed }: SealedIdentifier,
    by: Id,
  ): Promise<void> {
    try {
      await tx.query(
        'INSERT INTO records.subject_identifier (id, subject_id, kind, lookup, sealed, added_by) VALUES ($1, $2, $3, $4, $5, $6)',
        [newId(), subjectId, kind, lookup, sealed, by],
      );
    } catch (error) {
      throw isUniqueViolation(error, 'subject_identifier_one_owner') ? new IdentifierInUse() : error;
    }
  }

  async confirm(tx: Transaction, id: Id): Promise<void> {
    await tx.query('UPDATE records.subject SET provisional = false WHERE id = $1 AND provisional', [id]);
  }

  async find(tx: Transaction, id: Id, scope: Scope): Promise<Subject | null> {
    const parameters: unknown[] = [id];
    const sql = `SELECT ${columns} FROM records.subject s WHERE s.id = $1 AND ${scope.sql('s', parameters)}`;
    return (await tx.query<Subject>(sql, parameters))[0] ?? null;
  }

  /** Without a scope: to tell the log what was out of reach, for jobs, and for modules that check reach themselves. */
  async systemFind(tx: Transaction, id: Id): Promise<Subject | null> {
    return (await tx.query<Subject>(`SELECT ${columns} FROM records.subject s WHERE s.id = $1`, [id]))[0] ?? null;
  }

  /** Whether this actor made the subject, before any ticket led to it. */
  async isMaker(tx: Transaction, id: Id, actorId: Id): Promise<boolean> {
    const sql = 'SELECT 1 FROM records.subject WHERE id = $1 AND created_by = $2';
    return (await tx.query(sql, [id, actorId])).length > 0;
  }

  /** Who an identifier belongs to, merged or not; for scoping afterwards. */
  async systemFindOwner(tx: Transaction, kind: IdentifierKind, lookup: Buffer): Promise<Id | null> {
    const [row] = await tx.query<{ id: Id }>(
      `SELECT coalesce(s.merged_into, s.id) AS id FROM records.subject_identifier i JOIN records.subject s ON s.id = i.subject_id
        WHERE i.kind = $1 AND i.lookup = $2`,
      [kind, lookup],
    );
    return row?.id ?? null;
  }

  /** Holds both sides of a merge still, in the order of their ids, so that two merges cannot wait for each other. */
  async systemHold(tx: Transaction, ids: readonly Id[]): Promise<void> {
    await tx.query('SELECT 1 FROM records.subject WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [ids]);
  }

  /** Points a subject, and whatever had been merged into it, to its survivor. Rows elsewhere stay as they are. */
  async merge(tx: Transaction, { from, into, by }: { from: Id; into: Id; by: Id }): Promise<Id> {
    const id = newId();
    await tx.query('UPDATE records.subject SET merged_into = $2 WHERE id = $1 OR merged_into = $1', [from, into]);
    await tx.query(
      'INSERT INTO records.subject_merge (id, merged_id, survivor_id, merged_by) VALUES ($1, $2, $3, $4)',
      [id, from, into, by],
    );
    return id;
  }

  async systemFindMerge(tx: Transaction, id: Id): Promise<Merge | null> {
    const [merge] = await tx.query<Merge>(
      `SELECT id, merged_id AS "mergedId", survivor_id AS "survivorId", keys_moved_at AS "keysMovedAt"
         FROM records.subject_merge WHERE id = $1`,
      [id],
    );
    return merge ?? null;
  }

  async systemEnd(tx: Transaction, ids: readonly Id[]): Promise<void> {
    await tx.query('UPDATE records.subject SET ended_at = now() WHERE id = ANY($1::uuid[]) AND ended_at IS NULL', [
      ids,
    ]);
    await tx.query('DELETE FROM records.subject_identifier WHERE subject_id = ANY($1::uuid[])', [ids]);
  }

  async systemPageLiving(tx: Transaction, after: Id, limit: number): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      'SELECT id FROM records.subject WHERE id > $1 AND ended_at IS NULL ORDER BY id LIMIT $2',
      [after, limit],
    );
    return rows.map(({ id }) => id);
  }

  async systemListLiving(tx: Transaction, ids: readonly Id[]): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      'SELECT id FROM records.subject WHERE id = ANY($1::uuid[]) AND ended_at IS NULL ORDER BY id',
      [ids],
    );
    return rows.map(({ id }) => id);
  }

  async systemSurvivors(tx: Transaction, ids: readonly Id[]): Promise<Map<Id, Id>> {
    const rows = await tx.query<{ id: Id; survivor: Id }>(
      'SELECT id, coalesce(merged_into, id) AS survivor FROM records.subject WHERE id = ANY($1::uuid[])',
      [ids],
    );
    return new Map(rows.map(({ id, survivor }) => [id, survivor]));
  }

  async keysMoved(tx: Transaction, mergeId: Id): Promise<void> {
    await tx.query('UPDATE records.subject_merge SET keys_moved_at = now() WHERE id = $1 AND keys_moved_at IS NULL', [
      mergeId,
    ]);
  }

  /** A subject's survivor first, then everybody who was merged into it; empty where there is no such subject. */
  async systemFamily(tx: Transaction, id: Id): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      `SELECT s.id FROM records.subject named
         JOIN records.subject s ON s.id = coalesce(named.merged_into, named.id) OR s.merged_into = coalesce(named.merged_into, named.id)
        WHERE named.id = $1 ORDER BY s.merged_into IS NOT NULL, s.created_at, s.id`,
      [id],
    );
    return rows.map((row) => row.id);
  }
}
