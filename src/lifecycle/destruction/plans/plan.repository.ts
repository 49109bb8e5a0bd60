import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { ItemVerdict, PlanGround, PlanReference, PlanState } from '../destruction';
import type { ItemPages } from './item-pages';

/** A plan as it stands. */
export interface Plan {
  readonly id: Id;
  readonly ground: PlanGround;
  readonly reference: PlanReference;
  readonly subjectId: Id | null;
  readonly whole: boolean;
  readonly itemsSha256: string;
  /** How many items go, become other people's, and stay. */
  readonly destroyed: number;
  readonly moved: number;
  readonly kept: number;
  readonly certificateId: Id;
  readonly requestedBy: Id;
  readonly requestedAt: Date;
  /** With microseconds, for cursors. */
  readonly requestedAtText: string;
  readonly state: PlanState;
  readonly approvalId: Id | null;
  readonly approvalSha256: string | null;
  readonly startedBy: Id | null;
  readonly startedAt: Date | null;
  readonly keyIds: readonly Id[];
  readonly keysGoneAt: Date | null;
  readonly nodes: number | null;
  readonly copies: Readonly<Record<string, number>>;
  readonly logicalAt: Date | null;
  readonly erasedBy: number | null;
  readonly bytesGoneAt: Date | null;
}

/** An item that goes: the rows of the schedule that say so, and how many versions were removed, once they were. */
export interface GoingRow {
  readonly media: Id;
  readonly authority: readonly string[];
  readonly versions: number | null;
}

export interface KeptCount {
  /** The code of what keeps them. */
  readonly kept: string;
  readonly items: number;
}

export type NewPlan = Pick<
  Plan,
  | 'id'
  | 'ground'
  | 'reference'
  | 'whole'
  | 'itemsSha256'
  | 'destroyed'
  | 'moved'
  | 'kept'
  | 'certificateId'
  | 'requestedBy'
> & { readonly subject: Id | null };

/** Which plans somebody looks for, and where in the list of them. */
export interface PlanQuery {
  readonly states?: readonly PlanState[];
  readonly subject?: Id;
  readonly reference?: PlanReference;
  readonly before?: { readonly at: string; readonly id: Id };
  readonly limit: number;
}

/** What a step adds to its plan, by column. */
export type StepResult = Readonly<
  Partial<Record<'keys_gone_at' | 'nodes' | 'copies' | 'logical_at' | 'erased_by' | 'bytes_gone_at', unknown>>
>;

const columns = `p.id, p.ground, p.reference_kind AS "referenceKind", p.reference, p.subject_id AS "subjectId", p.whole, p.items_sha256 AS "itemsSha256",
  p.destroyed, p.moved, p.kept, p.certificate_id AS "certificateId", p.requested_by AS "requestedBy", p.requested_at AS "requestedAt", p.requested_at::text AS "requestedAtText", p.state,
  p.approval_id AS "approvalId", p.approval_sha256 AS "approvalSha256", p.started_by AS "startedBy",
  p.started_at AS "startedAt", p.key_ids AS "keyIds", p.keys_gone_at AS "keysGoneAt", p.nodes, p.copies,
  p.logical_at AS "logicalAt", p.erased_by::int8 AS "erasedBy", p.bytes_gone_at AS "bytesGoneAt"`;

/** Destruction plans in SQL. Who may see them is decided by the route. */
@Injectable()
export class PlanRepository {
  async add(tx: Transaction, plan: NewPlan): Promise<void> {
    const { id, ground, reference, subject, whole, itemsSha256, certificateId, requestedBy } = plan;
    const { destroyed, moved, kept } = plan;
    await tx.query(
      `INSERT INTO destruction.plan (id, ground, reference_kind, reference, subject_id, whole, items_sha256, certificate_id,
         requested_by, destroyed, moved, kept)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        ...[id, ground, reference.kind, reference.id, subject, whole, itemsSha256, certificateId, requestedBy],
        ...[destroyed, moved, kept],
      ],
    );
  }

  /** Some of a plan's items, before the plan itself is added in the same transaction. */
  async addItems(tx: Transaction, plan: Id, verdicts: readonly ItemVerdict[]): Promise<void> {
    await tx.query(
      `INSERT INTO destruction.plan_item (plan_id, media_id, kept, moves_to, authority)
       SELECT $1, i.media, i.kept, i.moves_to, i.authority
         FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::jsonb[]) AS i(media, kept, moves_to, authority)`,
      [
        plan,
        verdicts.map(({ media }) => media),
        verdicts.map(({ kept }) => kept),
        verdicts.map(({ movesTo }) => movesTo),
        verdicts.map(({ authority }) => JSON.stringify(authority)),
      ],
    );
  }

  async find(tx: Transaction, id: Id): Promise<Plan | null> {
    const [row] = await tx.query<StoredPlan>(`SELECT ${columns} FROM destruction.plan p WHERE p.id = $1`, [id]);
    return row === undefined ? null : toPlan(row);
  }

  /** The same, held still until the transaction ends. */
  async hold(tx: Transaction, id: Id): Promise<Plan | null> {
    await tx.query('SELECT 1 FROM destruction.plan WHERE id = $1 FOR UPDATE', [id]);
    return this.find(tx, id);
  }

  /** Newest first. */
  async list(tx: Transaction, { states, subject, reference, before, limit }: PlanQuery): Promise<Plan[]> {
    const rows = await tx.query<StoredPlan>(
      `SELECT ${columns} FROM destruction.plan p
        WHERE ($1::text[] IS NULL OR p.state = ANY($1)) AND ($2::uuid IS NULL OR p.subject_id = $2)
          AND ($3::text IS NULL OR (p.reference_kind, p.reference) = ($3, $4))
          AND ($5::timestamptz IS NULL OR (p.requested_at, p.id) < ($5, $6::uuid))
        ORDER BY p.requested_at DESC, p.id DESC LIMIT $7`,
      [
        ...[states ?? null, subject ?? null, reference?.kind ?? null, reference?.id ?? null],
        ...[before?.at ?? null, before?.id ?? null, limit],
      ],
    );
    return rows.map(toPlan);
  }

  /** Why items stay, with how many for each. */
  async countKept(tx: Transaction, id: Id): Promise<KeptCount[]> {
    return tx.query(
      `SELECT kept, count(*)::int AS items FROM destruction.plan_item
        WHERE plan_id = $1 AND kept IS NOT NULL AND moves_to IS NULL GROUP BY kept ORDER BY kept`,
      [id],
    );
  }

  /** How many items go whose bytes may still be there. */
  async countLeft(tx: Transaction, id: Id): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM destruction.plan_item
        WHERE plan_id = $1 AND kept IS NULL AND versions IS NULL`,
      [id],
    );
    return row?.count ?? 0;
  }

  /** Verdicts in the order of their items. */
  async listItems(tx: Transaction, id: Id, { after, limit }: { after: Id | null; limit: number }) {
    return tx.query<ItemVerdict>(
      `SELECT media_id AS media, kept, moves_to AS "movesTo", authority FROM destruction.plan_item
        WHERE plan_id = $1 AND ($2::uuid IS NULL OR media_id > $2) ORDER BY media_id LIMIT $3`,
      [id, after, limit],
    );
  }

  /** Every item of a plan, whatever becomes of it. */
  pagesOf(plan: Id): ItemPages {
    return async (tx, page) => (await this.listItems(tx, plan, page)).map(({ media }) => media);
  }

  /** Items that go, or become other people's. */
  pagesOfTaken(plan: Id): ItemPages {
    return async (tx, { after, limit }) => {
      const rows = await tx.query<{ id: Id }>(
        `SELECT media_id AS id FROM destruction.plan_item WHERE plan_id = $1 AND (kept IS NULL OR moves_to IS NOT NULL)
            AND ($2::uuid IS NULL OR media_id > $2) ORDER BY media_id LIMIT $3`,
        [plan, after, limit],
      );
      return rows.map(({ id }) => id);
    };
  }

  /** Items that go, in the order of their ids. */
  async systemPageGoing(
    tx: Transaction,
    id: Id,
    { after, limit }: { after: Id | null; limit: number },
  ): Promise<GoingRow[]> {
    return tx.query(
      `SELECT media_id AS media, authority, versions FROM destruction.plan_item
        WHERE plan_id = $1 AND kept IS NULL AND ($2::uuid IS NULL OR media_id > $2) ORDER BY media_id LIMIT $3`,
      [id, after, limit],
    );
  }

  /** Items that become other people's, in the order of their ids. */
  async systemPageMoving(
    tx: Transaction,
    id: Id,
    { after, limit }: { after: Id | null; limit: number },
  ): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      `SELECT media_id AS id FROM destruction.plan_item
        WHERE plan_id = $1 AND moves_to IS NOT NULL AND ($2::uuid IS NULL OR media_id > $2) ORDER BY media_id LIMIT $3`,
      [id, after, limit],
    );
    return rows.map((row) => row.id);
  }

  /** Items of this plan whose keys another plan, that has only started, was to move. */
  async systemListOnTheirWay(tx: Transaction, id: Id): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      `SELECT DISTINCT w.media_id AS id FROM destruction.plan p
         JOIN destruction.plan_item w ON w.plan_id = p.id AND w.moves_to IS NOT NULL
         JOIN destruction.plan_item i ON i.plan_id = $1 AND i.media_id = w.media_id
        WHERE p.state = 'started' AND p.id <> $1`,
      [id],
    );
    return rows.map((row) => row.id);
  }

  /** Items whose bytes may still be there, some at a time. */
  async systemListLeft(tx: Transaction, id: Id, limit: number): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      `SELECT media_id AS id FROM destruction.plan_item
        WHERE plan_id = $1 AND kept IS NULL AND versions IS NULL ORDER BY media_id LIMIT $2`,
      [id, limit],
    );
    return rows.map((row) => row.id);
  }

  async systemNoteRemoved(tx: Transaction, id: Id, removed: ReadonlyMap<Id, number>): Promise<void> {
    await tx.query(
      `UPDATE destruction.plan_item i SET versions = r.versions
         FROM unnest($2::uuid[], $3::int[]) AS r(media, versions) WHERE i.plan_id = $1 AND i.media_id = r.media`,
      [id, [...removed.keys()], [...removed.values()]],
    );
  }

  async start(tx: Transaction, id: Id, by: { actor: Id; approval: Id | null; sha256: string | null }): Promise<void> {
    await tx.query(
      `UPDATE destruction.plan SET state = 'started', started_at = now(), started_by = $2, approval_id = $3, approval_sha256 = $4
        WHERE id = $1 AND state = 'drafted'`,
      [id, by.actor, by.approval, by.sha256],
    );
  }

  /** Written once: later attempts confirm the end of the same keys. */
  async systemNoteKeys(tx: Transaction, id: Id, keyIds: readonly Id[]): Promise<void> {
    await tx.query(`UPDATE destruction.plan SET key_ids = $2 WHERE id = $1 AND key_ids = '{}'`, [id, keyIds]);
  }

  /** Moves a plan one state on, with what its step found; false where another attempt was first. */
  async systemAdvance(
    tx: Transaction,
    id: Id,
    { from, to }: { from: PlanState; to: PlanState },
    found: StepResult,
  ): Promise<boolean> {
    const parameters: unknown[] = [id, from, to];
    const sets = Object.entries(found).map(([column, value]) => `, ${column} = $${parameters.push(value)}`);
    const moved = await tx.query(
      `UPDATE destruction.plan SET state = $3${sets.join('')} WHERE id = $1 AND state = $2 RETURNING id`,
      parameters,
    );
    return moved.length > 0;
  }

  /** Plans that were started so long ago and have not come to their end. */
  async systemListUnfinished(tx: Transaction, minutes: number): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      `SELECT id FROM destruction.plan WHERE state NOT IN ('drafted', 'certified')
          AND started_at < now() - make_interval(mins => $1) ORDER BY started_at LIMIT 100`,
      [minutes],
    );
    return rows.map((row) => row.id);
  }
}

type StoredPlan = Omit<Plan, 'erasedBy' | 'reference'> & {
  readonly erasedBy: string | null;
  readonly referenceKind: string;
  readonly reference: string;
};

function toPlan({ referenceKind: kind, reference: id, erasedBy, ...row }: StoredPlan): Plan {
  return { ...row, reference: { kind, id }, erasedBy: erasedBy === null ? null : Number(erasedBy) };
}
