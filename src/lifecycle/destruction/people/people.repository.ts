import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { Scope } from '../../../trust/access';
import type { PeopleChoice, SharedItem } from './people-question';

/** A decision as it is kept; it never changes. */
export interface PeopleDecision {
  readonly id: Id;
  readonly media: Id;
  readonly subject: Id;
  readonly decision: PeopleChoice;
  readonly person: Id | null;
  readonly masked: Id | null;
  readonly why: string;
  readonly by: Id;
  readonly role: string;
  readonly at: Date;
}

const survivor = (row: string): string => `coalesce(${row}.merged_into, ${row}.id)`;
/** Living people on items besides the one whose item it is. */
const others = `records.media m JOIN records.subject o ON o.id = m.subject_id
  JOIN records.media_person a ON a.media_id = m.id
  JOIN records.subject s ON s.id = a.subject_id AND s.ended_at IS NULL AND ${survivor('s')} <> ${survivor('o')}`;

/** What has to be decided, and was, in SQL; all of it the system's. */
@Injectable()
export class PeopleRepository {
  /** Keeps everybody on these items as they are until the transaction ends: whoever ends now, ends after it. */
  async systemHold(tx: Transaction, media: readonly Id[]): Promise<void> {
    await tx.query(
      `SELECT 1 FROM records.subject WHERE id IN (SELECT subject_id FROM records.media_person WHERE media_id = ANY($1::uuid[]))
        ORDER BY id FOR SHARE`,
      [media],
    );
  }

  /** Those of these items on which others are. */
  async systemShared(tx: Transaction, media: readonly Id[]): Promise<SharedItem[]> {
    return tx.query<SharedItem>(
      `WITH shared AS (
         SELECT m.id, m.subject_id, max(a.stated_at) AS stated, array_agg(DISTINCT ${survivor('s')}) AS people
           FROM ${others} WHERE m.id = ANY($1::uuid[]) GROUP BY m.id)
       SELECT h.id AS media, h.people, d.decision, ${survivor('p')} AS person,
              EXISTS (SELECT FROM records.masked_copy k JOIN records.media c ON c.id = k.media_id AND c.state = 'available'
                JOIN records.subject shown ON shown.id = c.subject_id
               WHERE k.media_id = d.masked_id AND k.source_id = h.id AND ${survivor('shown')} = ${survivor('p')}) AS "copyThere"
         FROM shared h
         LEFT JOIN LATERAL (SELECT * FROM destruction.people_decision x
           WHERE x.media_id = h.id AND x.subject_id = h.subject_id AND x.decided_at > h.stated
           ORDER BY x.decided_at DESC LIMIT 1) d ON true
         LEFT JOIN records.subject p ON p.id = d.person_id
        ORDER BY h.id`,
      [media],
    );
  }

  /** Living items of these people in reach on which others are, in the order of their ids. */
  async pageShared(
    tx: Transaction,
    subjects: readonly Id[],
    { after, limit }: { readonly after: Id | null; readonly limit: number },
    scope: Scope,
  ): Promise<Id[]> {
    const parameters: unknown[] = [subjects, after, limit];
    const rows = await tx.query<{ id: Id }>(
      `SELECT DISTINCT m.id FROM ${others}
        WHERE m.subject_id = ANY($1::uuid[]) AND m.state <> 'destroyed' AND ($2::uuid IS NULL OR m.id > $2)
          AND ${scope.sql('m', parameters)} ORDER BY m.id LIMIT $3`,
      parameters,
    );
    return rows.map(({ id }) => id);
  }

  async add(tx: Transaction, made: Omit<PeopleDecision, 'at'>): Promise<void> {
    const { id, media, subject, decision, person, masked, why, by, role } = made;
    await tx.query(
      `INSERT INTO destruction.people_decision (id, media_id, subject_id, decision, person_id, masked_id, why, decided_by, decided_role)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [id, media, subject, decision, person, masked, why, by, role],
    );
  }

  /** The newest first. */
  async listDecisions(tx: Transaction, media: readonly Id[]): Promise<PeopleDecision[]> {
    return tx.query<PeopleDecision>(
      `SELECT id, media_id AS media, subject_id AS subject, decision, person_id AS person, masked_id AS masked, why,
              decided_by AS by, decided_role AS role, decided_at AS at
         FROM destruction.people_decision WHERE media_id = ANY($1::uuid[]) ORDER BY decided_at DESC, id`,
      [media],
    );
  }
}
