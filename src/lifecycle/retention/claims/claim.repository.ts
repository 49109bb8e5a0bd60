import { Injectable } from '@nestjs/common';
import { type Id, newId } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { canBeHeld, type RetentionState } from '../rules/retention-state';

/** An event as the database writes it into JSON. */
interface StoredEvent {
  readonly type: string;
  readonly at: string;
  readonly known_at: string;
  readonly source: string;
}

/** An item with everything that its claims rest on. */
export interface ClaimBasis {
  readonly id: Id;
  readonly class: string;
  readonly quarantined: boolean;
  readonly jurisdiction: string | null;
  readonly purpose: string;
  readonly legalBasis: string | null;
  /** The person is told nothing of it. */
  readonly secret: boolean;
  readonly receivedAt: Date;
  readonly releasedAt: Date | null;
  /** When it was last used for the business. */
  readonly processedAt: Date | null;
  /** Null where it has no row yet. */
  readonly state: RetentionState | null;
  /** Of what was worked out last. */
  readonly fingerprint: string | null;
  readonly events: readonly StoredEvent[];
  readonly facts: Readonly<Record<string, string>>;
  /** Since when somebody's restriction runs; null where none does. */
  readonly restrictedAt: Date | null;
  readonly ticketOpen: boolean;
  readonly ticketClosedAt: Date | null;
}

/** What is kept of an item: columns of `retention.item`, spelled as they stand there. */
export interface StoredItem {
  readonly media_id: Id;
  readonly state: RetentionState;
  readonly deletable_at: Date | null;
  readonly must_delete_at: Date | null;
  readonly restrict_at: Date | null;
  /** By when somebody has to be told of its end; null where no claim asks for it. */
  readonly notice_by: Date | null;
  readonly waiting: boolean;
  readonly unsettled: boolean;
  readonly review: boolean;
  readonly unknown_facts: readonly string[];
  readonly policy: string;
}

/** One claim: columns of `retention.claim`. */
export interface StoredClaim {
  readonly media_id: Id;
  readonly row_id: string;
  readonly jurisdiction: string;
  readonly regime: string;
  readonly floor: boolean;
  readonly trigger_type: string | null;
  readonly trigger_at: Date | null;
  readonly trigger_known_at: Date | null;
  readonly trigger_source: string | null;
  readonly waiting: 'open' | 'unknown' | null;
  readonly min_until: Date | null;
  readonly max_until: Date | null;
  readonly ends_at: Date | null;
}

/** An item with its claims, worked out this moment. */
export interface FreshClaims {
  readonly item: StoredItem;
  readonly claims: readonly StoredClaim[];
  /** From then on it is kept and not used: by its claims' dates, or because somebody restricted it. */
  readonly restrictedFrom: Date | null;
  /** Of all that was worked out: where it is the one that is stored, nothing has to be written. */
  readonly fingerprint: string;
}

export interface NewEvent {
  readonly mediaId?: Id;
  readonly subjectId?: Id;
  readonly type: string;
  readonly at: Date;
  readonly knownAt: Date;
  readonly source: string;
  readonly by: Id;
}

const living = `state IN ('quarantined', 'active', 'restricted', 'disposition_due')`;
const event = `jsonb_build_object('type', e.type, 'at', e.at, 'known_at', e.known_at, 'source', e.source)`;

/** Claims in SQL. All of it is the system's: who may see what is decided by whoever reaches the item first. */
@Injectable()
export class ClaimRepository {
  /**
   * Locks the items' rows in the order of their ids, so that two who compute never wait for each other in a ring; what has no
   * row yet gets one to lock. Answers the items that live.
   */
  async systemLock(tx: Transaction, ids: readonly Id[]): Promise<Id[]> {
    await tx.query(
      `INSERT INTO retention.item (media_id, state, waiting, unsettled, review, unknown_facts, policy)
       SELECT m.id, 'quarantined', true, true, true, '{}', '' FROM records.media m
        WHERE m.id = ANY($1::uuid[]) AND m.state <> 'destroyed'
          AND NOT EXISTS (SELECT FROM retention.item i WHERE i.media_id = m.id)
        ORDER BY m.id ON CONFLICT DO NOTHING`,
      [ids],
    );
    const rows = await tx.query<{ id: Id; state: RetentionState }>(
      `SELECT media_id AS id, state FROM retention.item WHERE media_id = ANY($1::uuid[]) ORDER BY media_id FOR UPDATE`,
      [ids],
    );
    return rows.filter(({ state }) => canBeHeld(state)).map(({ id }) => id);
  }

  async systemBasis(tx: Transaction, ids: readonly Id[]): Promise<ClaimBasis[]> {
    return tx.query<ClaimBasis>(
      `SELECT m.id, m.class, m.state = 'quarantined' AS quarantined, m.jurisdiction, m.purpose,
              m.legal_basis AS "legalBasis", m.disclosure <> 'normal' AS secret,
              m.received_at AS "receivedAt", m.released_at AS "releasedAt", greatest(m.processed_at, m.released_at) AS "processedAt", i.state, i.fingerprint,
              said.events, noted.facts, tickets.open AS "ticketOpen", tickets.closed AS "ticketClosedAt",
              (SELECT min(r.imposed_at) FROM retention.restriction_item x JOIN retention.restriction r ON r.id = x.restriction_id
                WHERE x.media_id = m.id AND r.lifted_at IS NULL) AS "restrictedAt"
         FROM records.media m
         JOIN records.subject s ON s.id = m.subject_id
         LEFT JOIN retention.item i ON i.media_id = m.id
        CROSS JOIN LATERAL (SELECT coalesce(jsonb_agg(${event}), '[]') AS events FROM (
            SELECT * FROM retention.event WHERE media_id = m.id
            UNION ALL
            SELECT o.* FROM retention.event o JOIN records.subject f ON f.id = o.subject_id
             WHERE f.id = coalesce(s.merged_into, s.id) OR f.merged_into = coalesce(s.merged_into, s.id)) e) said
        CROSS JOIN LATERAL (SELECT coalesce(jsonb_object_agg(code, value), '{}') AS facts
            FROM retention.fact WHERE media_id = m.id) noted
        CROSS JOIN LATERAL (SELECT coalesce(bool_or(t.status = 'open'), false) AS open, max(t.closed_at) AS closed
            FROM records.media_ticket l JOIN records.ticket t ON t.id = l.ticket_id WHERE l.media_id = m.id) tickets
        WHERE m.id = ANY($1::uuid[])`,
      [ids],
    );
  }

  /** Writes what was worked out, in the place of what was there. */
  async systemSave(tx: Transaction, fresh: readonly FreshClaims[]): Promise<void> {
    await tx.query(
      `INSERT INTO retention.item (media_id, state, deletable_at, must_delete_at, restrict_at, notice_by, waiting, unsettled, review,
              unknown_facts, policy, fingerprint)
       SELECT media_id, state, deletable_at, must_delete_at, restrict_at, notice_by, waiting, unsettled, review,
              ARRAY(SELECT jsonb_array_elements_text(unknown_facts)), policy, fingerprint
         FROM jsonb_to_recordset($1::jsonb) AS n(media_id uuid, state text, deletable_at timestamptz,
              must_delete_at timestamptz, restrict_at timestamptz, notice_by timestamptz, waiting boolean, unsettled boolean, review boolean,
              unknown_facts jsonb, policy text, fingerprint text)
       ON CONFLICT (media_id) DO UPDATE SET state = excluded.state, deletable_at = excluded.deletable_at,
              must_delete_at = excluded.must_delete_at, restrict_at = excluded.restrict_at, notice_by = excluded.notice_by, waiting = excluded.waiting,
              unsettled = excluded.unsettled, review = excluded.review, unknown_facts = excluded.unknown_facts,
              policy = excluded.policy, fingerprint = excluded.fingerprint, computed_at = now()`,
      [JSON.stringify(fresh.map(({ item, fingerprint }) => ({ ...item, fingerprint })))],
    );
    const ids = fresh.map(({ item }) => item.media_id);
    await tx.query('DELETE FROM retention.claim WHERE media_id = ANY($1::uuid[])', [ids]);
    await tx.query(
      `INSERT INTO retention.claim SELECT * FROM jsonb_populate_recordset(NULL::retention.claim, $1::jsonb)`,
      [JSON.stringify(fresh.flatMap(({ claims }) => claims))],
    );
  }

  /** What came out the same under another version of the schedule says so. */
  async systemMarkCurrent(tx: Transaction, ids: readonly Id[], version: string): Promise<void> {
    await tx.query(
      `UPDATE retention.item SET policy = $2 WHERE media_id = ANY($1::uuid[]) AND policy <> $2 AND ${living}`,
      [ids, version],
    );
  }

  async systemCountOutdated(tx: Transaction, version: string): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM records.media m LEFT JOIN retention.item i ON i.media_id = m.id
        WHERE m.state <> 'destroyed' AND i.policy IS DISTINCT FROM $1`,
      [version],
    );
    return row?.count ?? 0;
  }

  async systemItem(tx: Transaction, id: Id): Promise<StoredItem | null> {
    const [row] = await tx.query<StoredItem>('SELECT * FROM retention.item WHERE media_id = $1', [id]);
    return row ?? null;
  }

  async systemClaims(tx: Transaction, id: Id): Promise<StoredClaim[]> {
    return tx.query<StoredClaim>('SELECT * FROM retention.claim WHERE media_id = $1 ORDER BY row_id, jurisdiction', [
      id,
    ]);
  }

  async systemItemsOfTicket(tx: Transaction, ticket: Id): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>('SELECT media_id AS id FROM records.media_ticket WHERE ticket_id = $1', [
      ticket,
    ]);
    return rows.map(({ id }) => id);
  }

  async systemItemsOfSubjects(tx: Transaction, subjects: readonly Id[]): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>('SELECT id FROM records.media WHERE subject_id = ANY($1::uuid[])', [
      subjects,
    ]);
    return rows.map(({ id }) => id);
  }

  /** The next page of a walk through living items by their ids, past those that were worked out with a version. */
  async systemPage(
    tx: Transaction,
    { after, until, except, limit }: { after: Id; until: Id; except: string | null; limit: number },
  ): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      `SELECT m.id FROM records.media m LEFT JOIN retention.item i ON i.media_id = m.id
        WHERE m.id > $1 AND m.id <= $2 AND m.state <> 'destroyed' AND ($3::text IS NULL OR i.policy IS DISTINCT FROM $3)
        ORDER BY m.id LIMIT $4`,
      [after, until, except, limit],
    );
    return rows.map(({ id }) => id);
  }

  async addEvent(tx: Transaction, { mediaId, subjectId, type, at, knownAt, source, by }: NewEvent): Promise<void> {
    await tx.query(
      `INSERT INTO retention.event (id, media_id, subject_id, type, at, known_at, source, noted_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [newId(), mediaId ?? null, subjectId ?? null, type, at, knownAt, source, by],
    );
  }

  async setFact(
    tx: Transaction,
    { mediaId, code, value, source, by }: { mediaId: Id; code: string; value: string; source: string; by: Id },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO retention.fact AS f (media_id, code, value, source, noted_by) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (media_id, code) DO UPDATE
         SET value = excluded.value, source = excluded.source, noted_by = excluded.noted_by, noted_at = now()`,
      [mediaId, code, value, source, by],
    );
  }
}
