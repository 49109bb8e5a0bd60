import { Injectable } from '@nestjs/common';
import type { Id } from '../../kernel';
import type { Transaction } from '../../platform/database';
import type { Breach, BreachState, Risk } from './breach';
import type { SealedTexts } from './breach-files';
import type { Notice, WaiverGround } from './duties';

export interface BreachFilter {
  readonly state?: BreachState;
  readonly risk?: Risk;
  /** Only those with a notice that is past its day and neither given nor waived. */
  readonly overdue?: boolean;
}

export interface BreachRow {
  readonly breach: Breach;
  /** As the database writes it: the position in the queue. */
  readonly dueText: string;
}

/** A notice as it is kept. */
export interface KeptNotice extends Notice {
  readonly givenBy: Id | null;
  /** What the authority called it. */
  readonly reference: string | null;
  readonly late: boolean;
  readonly waived: { readonly ground: WaiverGround; readonly provision: string; readonly approval: Id } | null;
}

/** What an assessment or the closing changes. */
export interface BreachChange {
  readonly state: BreachState;
  readonly kinds?: readonly string[];
  readonly jurisdictions?: readonly string[];
  readonly sectorLaws?: readonly string[];
  readonly occurredFrom?: Date | null;
  readonly occurredTo?: Date | null;
  readonly risk?: Risk;
  readonly unintelligible?: boolean;
  readonly assessedAt?: Date;
  readonly assessedBy?: Id;
  readonly closedAt?: Date;
  readonly closedBy?: Id;
  readonly file?: Buffer;
  readonly lessons?: Buffer;
}

/** A breach whose file has not ended, for working out when it does. */
export interface ClosedBreach extends Pick<Breach, 'id' | 'jurisdictions'> {
  readonly closedAt: Date;
}

const columns = `b.id, b.state, b.capacity, b.kinds, b.jurisdictions, b.sector_laws AS "sectorLaws",
  b.occurred_from AS "occurredFrom", b.occurred_to AS "occurredTo", b.aware_at AS "awareAt", b.recorded_at AS "recordedAt",
  b.recorded_by AS "recordedBy", b.risk, b.unintelligible, b.assessed_at AS "assessedAt", b.assessed_by AS "assessedBy",
  b.closed_at AS "closedAt", b.closed_by AS "closedBy", b.due_at AS "dueAt"`;

const noticeColumns = `n.code, n.regime, n.duty, n.started_at AS "startedAt", n.due_at AS "dueAt", n.state, n.given_at AS "givenAt",
  n.given_by AS "givenBy", n.reference, n.late, CASE WHEN n.waiver_ground IS NULL THEN NULL ELSE jsonb_build_object(
    'ground', n.waiver_ground, 'provision', n.waiver_provision, 'approval', n.waiver_approval) END AS waived`;

/** The register. Who may see it sees all of it: there is no scope below the role. */
@Injectable()
export class BreachRepository {
  async add(
    tx: Transaction,
    breach: Pick<Breach, 'id' | 'capacity' | 'kinds' | 'jurisdictions' | 'sectorLaws' | 'occurredFrom' | 'occurredTo'> &
      Pick<Breach, 'awareAt' | 'recordedBy' | 'dueAt'>,
    file: Buffer,
  ): Promise<void> {
    const { id, capacity, kinds, jurisdictions, sectorLaws, occurredFrom, occurredTo, awareAt, recordedBy, dueAt } =
      breach;
    await tx.query(
      `INSERT INTO breaches.breach (id, capacity, kinds, jurisdictions, sector_laws, occurred_from, occurred_to, aware_at,
         recorded_by, due_at, file) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [id, capacity, kinds, jurisdictions, sectorLaws, occurredFrom, occurredTo, awareAt, recordedBy, dueAt, file],
    );
  }

  async find(tx: Transaction, id: Id): Promise<Breach | null> {
    const [row] = await tx.query<Breach>(`SELECT ${columns} FROM breaches.breach b WHERE b.id = $1`, [id]);
    return row ?? null;
  }

  /** The same, held until the transaction ends: two steps on one breach wait for each other. */
  async lock(tx: Transaction, id: Id): Promise<Breach | null> {
    await tx.query('SELECT 1 FROM breaches.breach WHERE id = $1 FOR UPDATE', [id]);
    return this.find(tx, id);
  }

  async findTexts(tx: Transaction, id: Id): Promise<SealedTexts | null> {
    const [row] = await tx.query<SealedTexts>('SELECT file, lessons FROM breaches.breach WHERE id = $1', [id]);
    return row ?? null;
  }

  /** The due list: what is due first comes first, what nothing is due for comes last. */
  async list(
    tx: Transaction,
    { state, risk, overdue }: BreachFilter,
    { limit, after }: { readonly limit: number; readonly after: readonly [string, Id] | null },
  ): Promise<BreachRow[]> {
    const parameters: unknown[] = [];
    const put = (value: unknown): string => `$${parameters.push(value)}`;
    const terms = Object.entries({ state, risk })
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `b.${name} = ${put(value)}`);
    if (overdue === true)
      terms.push(`EXISTS (SELECT 1 FROM breaches.notice n
        WHERE n.breach_id = b.id AND n.state = 'open' AND n.due_at < now())`);
    if (after !== null)
      terms.push(`(coalesce(b.due_at, 'infinity'), b.id) > (${put(after[0])}::timestamptz, ${put(after[1])}::uuid)`);
    const rows = await tx.query<Breach & { dueText: string }>(
      `SELECT ${columns}, coalesce(b.due_at, 'infinity')::text AS "dueText" FROM breaches.breach b
        WHERE ${['true', ...terms].join(' AND ')} ORDER BY coalesce(b.due_at, 'infinity'), b.id LIMIT ${put(limit)}`,
      parameters,
    );
    return rows.map(({ dueText, ...breach }) => ({ dueText, breach }));
  }

  async listNotices(tx: Transaction, ids: readonly Id[]): Promise<Map<Id, KeptNotice[]>> {
    const rows = await tx.query<KeptNotice & { breach: Id }>(
      `SELECT n.breach_id AS breach, ${noticeColumns} FROM breaches.notice n WHERE n.breach_id = ANY($1::uuid[])
        ORDER BY n.breach_id, coalesce(n.due_at, n.started_at), n.code`,
      [ids],
    );
    const notices = new Map<Id, KeptNotice[]>(ids.map((id) => [id, []]));
    for (const { breach, ...notice } of rows) notices.get(breach)?.push(notice);
    return notices;
  }

  /** Clocks that have started before keep running as they are. */
  async addNotices(tx: Transaction, id: Id, notices: readonly Notice[]): Promise<void> {
    await tx.query(
      `INSERT INTO breaches.notice (breach_id, code, regime, duty, started_at, due_at)
       SELECT $1, n.code, n.regime, n.duty, n."startedAt", n."dueAt" FROM jsonb_to_recordset($2::jsonb)
         AS n (code text, regime text, duty text, "startedAt" timestamptz, "dueAt" timestamptz) ON CONFLICT DO NOTHING`,
      [id, JSON.stringify(notices)],
    );
  }

  async giveNotice(
    tx: Transaction,
    id: Id,
    given: { readonly code: string; readonly at: Date; readonly by: Id; readonly reference: string | null } & {
      readonly late: boolean;
      readonly file: Buffer;
    },
  ): Promise<void> {
    await tx.query(
      `UPDATE breaches.notice SET state = 'given', given_at = $3, given_by = $4, reference = $5, late = $6, file = $7
        WHERE breach_id = $1 AND code = $2`,
      [id, given.code, given.at, given.by, given.reference, given.late, given.file],
    );
  }

  async waiveNotice(
    tx: Transaction,
    id: Id,
    waived: { readonly code: string; readonly ground: WaiverGround; readonly provision: string; readonly approval: Id },
  ): Promise<void> {
    await tx.query(
      `UPDATE breaches.notice SET state = 'waived', waiver_ground = $3, waiver_provision = $4, waiver_approval = $5
        WHERE breach_id = $1 AND code = $2`,
      [id, waived.code, waived.ground, waived.provision, waived.approval],
    );
  }

  async findNoticeFile(tx: Transaction, id: Id, code: string): Promise<Buffer | null> {
    const [row] = await tx.query<{ file: Buffer | null }>(
      'SELECT file FROM breaches.notice WHERE breach_id = $1 AND code = $2',
      [id, code],
    );
    return row?.file ?? null;
  }

  async saveDue(tx: Transaction, id: Id, dueAt: Date | null): Promise<void> {
    await tx.query('UPDATE breaches.breach SET due_at = $2 WHERE id = $1', [id, dueAt]);
  }

  async turn(tx: Transaction, id: Id, change: BreachChange): Promise<void> {
    const { state, kinds, jurisdictions, risk, unintelligible, file, lessons } = change;
    const values: Record<string, unknown> = {
      ...{ state, kinds, jurisdictions, risk, unintelligible, file, lessons },
      sector_laws: change.sectorLaws,
      occurred_from: change.occurredFrom,
      occurred_to: change.occurredTo,
      assessed_at: change.assessedAt,
      assessed_by: change.assessedBy,
      closed_at: change.closedAt,
      closed_by: change.closedBy,
    };
    const given = Object.entries(values).filter(([, value]) => value !== undefined);
    const set = given.map(([name], index) => `${name} = $${index + 2}`).join(', ');
    await tx.query(`UPDATE breaches.breach SET ${set} WHERE id = $1`, [id, ...given.map(([, value]) => value)]);
  }

  /** Closed breaches whose file has not ended, the oldest first. */
  async systemListClosed(tx: Transaction, limit: number): Promise<ClosedBreach[]> {
    return tx.query<ClosedBreach>(
      `SELECT b.id, b.jurisdictions, b.closed_at AS "closedAt" FROM breaches.breach b
        WHERE b.state = 'closed' AND b.file_ended_at IS NULL ORDER BY b.closed_at, b.id LIMIT $1`,
      [limit],
    );
  }

  /** Notes the end of a file and deletes what searches found; false where that was done before. */
  async systemEndFile(tx: Transaction, id: Id): Promise<boolean> {
    const ended = await tx.query(
      'UPDATE breaches.breach SET file_ended_at = now() WHERE id = $1 AND file_ended_at IS NULL RETURNING id',
      [id],
    );
    await tx.query(
      'DELETE FROM breaches.reached d USING breaches.reach r WHERE r.id = d.reach_id AND r.breach_id = $1',
      [id],
    );
    return ended.length > 0;
  }

  /** Breaches of which nobody was told yet; they count as told from here. */
  async systemTakeUntold(tx: Transaction): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      'UPDATE breaches.breach SET told_at = now() WHERE told_at IS NULL RETURNING id',
    );
    return rows.map(({ id }) => id);
  }

  /** Breaches with a notice of whose time a quarter is left, each once for each notice. */
  async systemTakePressing(tx: Transaction): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      `WITH told AS (UPDATE breaches.notice SET told_at = now() WHERE state = 'open' AND told_at IS NULL
          AND due_at - (due_at - started_at) / 4 < now() RETURNING breach_id)
       SELECT DISTINCT breach_id AS id FROM told`,
    );
    return rows.map(({ id }) => id);
  }
}
