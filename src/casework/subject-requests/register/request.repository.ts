import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { RequestRegime } from '../../../lifecycle/retention';
import type { Transaction } from '../../../platform/database';
import type { RequestClock } from '../steps/duties';
import {
  openStates,
  type RequestOutcome,
  type RequestState,
  type RequestType,
  type Refused,
  type SubjectRequest,
} from '../request';

export interface RequestFilter {
  readonly state?: RequestState;
  readonly type?: RequestType;
  readonly regime?: RequestRegime;
  readonly subject?: Id;
  /** Only those that are due and not answered. */
  readonly overdue?: boolean;
  readonly open?: boolean;
}

export interface RequestRow extends SubjectRequest {
  /** As the database writes it: the position in the queue. */
  readonly dueText: string;
}

/** One month of one law and type. */
export interface RequestFigures {
  readonly month: string;
  readonly regime: RequestRegime;
  readonly type: RequestType;
  readonly received: number;
  readonly fulfilled: number;
  readonly partly: number;
  readonly refused: number;
  readonly open: number;
  readonly overdue: number;
  /** Median and mean days from receipt to answer; null while none is answered. */
  readonly medianDays: number | null;
  readonly meanDays: number | null;
}

export interface ClosedRequest {
  readonly id: Id;
  readonly jurisdiction: string;
  readonly closedAt: Date;
}

/** What one step changes. */
export interface RequestChange {
  readonly state: RequestState;
  readonly subject?: Id | null;
  readonly group?: Id;
  readonly identity?: string;
  readonly identifiedBy?: Id;
  readonly outcome?: RequestOutcome;
  readonly refused?: Refused;
  readonly planApproval?: Id;
  readonly carriedOutAt?: Date;
  readonly answeredAt?: Date;
  readonly answeredBy?: Id;
  readonly answer?: Buffer;
  readonly closedAt?: Date;
  readonly forwardedAt?: Date;
  readonly instruction?: string;
}

/** What only later steps say of a request. */
type Later =
  | 'state'
  | 'identity'
  | 'outcome'
  | 'refused'
  | 'planApproval'
  | 'carriedOutAt'
  | 'answeredAt'
  | 'closedAt'
  | 'forwardedAt'
  | 'instruction';

const columns = `r.id, r.type, r.regime, r.jurisdiction, r.channel, r.language, r.state, r.subject_id AS subject,
  r.by_nominee AS "byNominee", r.group_id AS "group", r.received_at AS "receivedAt", r.recorded_by AS "recordedBy",
  r.identity, r.controller, r.forwarded_at AS "forwardedAt", r.instruction, r.outcome, r.plan_approval AS "planApproval", r.carried_out_at AS "carriedOutAt", r.answered_at AS "answeredAt", r.closed_at AS "closedAt", r.due_at AS "dueAt",
  CASE WHEN r.refusal_ground IS NULL THEN NULL ELSE jsonb_build_object('ground', r.refusal_ground, 'article',
    r.refusal_article, 'approval', r.refusal_approval) END AS refused, coalesce(r.due_at, 'infinity')::text AS "dueText"`;

/** While a clock stands still its day moves on with the time: such a request is not past it. */
const standsStill = `EXISTS (SELECT 1 FROM requests.clock c
  WHERE c.request_id = r.id AND c.met_at IS NULL AND c.pauses @? '$[*] ? (@.until == null)')`;

/** The register. Who may see it sees all of it: there is no scope below the role. */
@Injectable()
export class RequestRepository {
  async add(tx: Transaction, request: Omit<SubjectRequest, Later>, file: Buffer): Promise<void> {
    await tx.query(
      `INSERT INTO requests.request (id, type, regime, jurisdiction, channel, language, subject_id, by_nominee, group_id,
         received_at, recorded_by, due_at, file, controller)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        ...[request.id, request.type, request.regime, request.jurisdiction, request.channel, request.language],
        ...[request.subject, request.byNominee, request.group, request.receivedAt, request.recordedBy, request.dueAt],
        ...[file, request.controller],
      ],
    );
  }

  async addClocks(tx: Transaction, id: Id, clocks: readonly RequestClock[]): Promise<void> {
    await tx.query(
      `INSERT INTO requests.clock (request_id, code, duty, started_at)
       SELECT $1, code, duty, started FROM unnest($2::text[], $3::text[], $4::timestamptz[]) AS given (code, duty, started)`,
      [id, clocks.map(({ code }) => code), clocks.map(({ duty }) => duty), clocks.map(({ startedAt }) => startedAt)],
    );
  }

  async find(tx: Transaction, id: Id): Promise<SubjectRequest | null> {
    const [row] = await tx.query<RequestRow>(`SELECT ${columns} FROM requests.request r WHERE r.id = $1`, [id]);
    return row ?? null;
  }

  /** The same, held until the transaction ends: two steps on one request wait for each other. */
  async lock(tx: Transaction, id: Id): Promise<SubjectRequest | null> {
    await tx.query('SELECT 1 FROM requests.request WHERE id = $1 FOR UPDATE', [id]);
    return this.find(tx, id);
  }

  async listClocks(tx: Transaction, ids: readonly Id[]): Promise<Map<Id, RequestClock[]>> {
    const rows = await tx.query<StoredClock>(
      `SELECT c.request_id AS request, c.code, c.duty, c.started_at AS "startedAt", c.pauses, c.extended_at AS "extendedAt",
              c.extension_reason AS "extensionReason", c.met_at AS "metAt"
         FROM requests.clock c WHERE c.request_id = ANY($1::uuid[]) ORDER BY c.request_id, c.code`,
      [ids],
    );
    const clocks = new Map<Id, RequestClock[]>(ids.map((id) => [id, []]));
    for (const { request, ...clock } of rows) clocks.get(request)?.push(readClock(clock));
    return clocks;
  }

  async saveClocks(tx: Transaction, id: Id, clocks: readonly RequestClock[], dueAt: Date | null): Promise<void> {
    for (const { code, pauses, extendedAt, extensionReason, metAt } of clocks)
      await tx.query(
        `UPDATE requests.clock SET pauses = $3, extended_at = $4, extension_reason = $5, met_at = $6
          WHERE request_id = $1 AND code = $2`,
        [id, code, JSON.stringify(pauses), extendedAt, extensionReason, metAt],
      );
    await tx.query('UPDATE requests.request SET due_at = $2 WHERE id = $1', [id, dueAt]);
  }

  /** The first request alike of the same person that nobody has answered. */
  async findAlike(
    tx: Transaction,
    { subject, type, regime }: Pick<SubjectRequest, 'type' | 'regime'> & { subject: Id },
    except: Id,
  ): Promise<Id | null> {
    const [row] = await tx.query<{ group: Id }>(
      `SELECT r.group_id AS "group" FROM requests.request r
        WHERE r.subject_id = $1 AND r.type = $2 AND r.regime = $3 AND r.id <> $4 AND r.state = ANY($5::text[])
        ORDER BY r.received_at, r.id LIMIT 1`,
      [subject, type, regime, except, openStates],
    );
    return row?.group ?? null;
  }

  /** How many requests this person has made before: what a refusal as excessive has to show. */
  async countOf(tx: Transaction, subject: Id, except: Id): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM requests.request WHERE subject_id = $1 AND id <> $2',
      [subject, except],
    );
    return row?.count ?? 0;
  }

  /** The hash of the approval that a plan rests on. */
  async systemApprovedHash(tx: Transaction, approval: Id): Promise<string> {
    const [row] = await tx.query<{ hash: string }>(
      "SELECT encode(hash, 'hex') AS hash FROM access.approval WHERE id = $1",
      [approval],
    );
    if (row === undefined) throw new Error('the plan rests on no approval');
    return row.hash;
  }

  async turn(tx: Transaction, id: Id, change: RequestChange): Promise<void> {
    const { refused } = change;
    const values: Record<string, unknown> = {
      state: change.state,
      subject_id: change.subject,
      group_id: change.group,
      identity: change.identity,
      identified_by: change.identifiedBy,
      outcome: change.outcome,
      refusal_ground: refused?.ground,
      refusal_article: refused?.article,
      refusal_approval: refused?.approval,
      plan_approval: change.planApproval,
      carried_out_at: change.carriedOutAt,
      answered_at: change.answeredAt,
      answered_by: change.answeredBy,
      answer: change.answer,
      closed_at: change.closedAt,
      forwarded_at: change.forwardedAt,
      instruction: change.instruction,
    };
    const given = Object.entries(values).filter(([, value]) => value !== undefined);
    const set = given.map(([name], index) => `${name} = $${index + 2}`).join(', ');
    await tx.query(`UPDATE requests.request SET ${set} WHERE id = $1`, [id, ...given.map(([, value]) => value)]);
  }

  async findFile(tx: Transaction, id: Id): Promise<{ file: Buffer; answer: Buffer | null } | null> {
    const [row] = await tx.query<{ file: Buffer; answer: Buffer | null }>(
      'SELECT file, answer FROM requests.request WHERE id = $1',
      [id],
    );
    return row ?? null;
  }

  /** Closed requests whose file has not ended, the oldest first. */
  async systemListClosed(tx: Transaction, limit: number): Promise<ClosedRequest[]> {
    return tx.query<ClosedRequest>(
      `SELECT r.id, r.jurisdiction, r.closed_at AS "closedAt" FROM requests.request r
        WHERE r.state = 'closed' AND NOT EXISTS (
          SELECT 1 FROM requests.step s WHERE s.request_id = r.id AND s.type = 'request.file_ended')
        ORDER BY r.closed_at, r.id LIMIT $1`,
      [limit],
    );
  }

  /** The queue: what is due first comes first, what has no due day last. */
  async list(
    tx: Transaction,
    filter: RequestFilter,
    { limit, after }: { limit: number; after: readonly [string, Id] | null },
  ): Promise<RequestRow[]> {
    const parameters: unknown[] = [];
    const put = (value: unknown): string => `$${parameters.push(value)}`;
    const { state, type, regime, subject, overdue, open } = filter;
    const terms = Object.entries({ state, type, regime, subject_id: subject })
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `r.${name} = ${put(value)}`);
    if (open === true || overdue === true) terms.push(`r.state NOT IN ('answered', 'closed')`);
    if (overdue === true) terms.push(`coalesce(r.due_at, 'infinity') <= now()`, `NOT ${standsStill}`);
    if (after !== null)
      terms.push(`(coalesce(r.due_at, 'infinity'), r.id) > (${put(after[0])}::timestamptz, ${put(after[1])}::uuid)`);
    return tx.query<RequestRow>(
      `SELECT ${columns} FROM requests.request r WHERE ${['true', ...terms].join(' AND ')}
        ORDER BY coalesce(r.due_at, 'infinity'), r.id LIMIT ${put(limit)}`,
      parameters,
    );
  }

  /** What a register of 24 months has to show (CCPA regs §7101, §7102). */
  async figures(tx: Transaction, months: number): Promise<RequestFigures[]> {
    return tx.query<RequestFigures>(
      `SELECT to_char(date_trunc('month', received_at, 'UTC'), 'YYYY-MM') AS month, regime, type,
              count(*)::int AS received,
              count(*) FILTER (WHERE outcome IN ('fulfilled', 'nothing_found'))::int AS fulfilled,
              count(*) FILTER (WHERE outcome IN ('partly', 'deferred'))::int AS partly,
              count(*) FILTER (WHERE outcome IN ('refused', 'not_identified'))::int AS refused,
              count(*) FILTER (WHERE answered_at IS NULL)::int AS open,
              count(*) FILTER (WHERE due_at <= coalesce(answered_at, now()) AND NOT ${standsStill})::int AS overdue,
              (percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - received_at) / 86400))::float8 AS "medianDays",
              (avg(extract(epoch FROM answered_at - received_at)) / 86400)::float8 AS "meanDays"
         FROM requests.request r WHERE received_at >= date_trunc('month', now(), 'UTC') - make_interval(months => $1)
        GROUP BY 1, 2, 3 ORDER BY 1 DESC, 2, 3`,
      [months],
    );
  }
}

type StoredClock = Omit<RequestClock, 'pauses'> & {
  readonly request: Id;
  readonly pauses: readonly { readonly from: string; readonly until: string | null; readonly reason: 'identity' }[];
};

function readClock({ pauses, ...clock }: Omit<StoredClock, 'request'>): RequestClock {
  const date = (text: string | null): Date | null => (text === null ? null : new Date(text));
  return {
    ...clock,
    pauses: pauses.map(({ from, until, reason }) => ({ from: new Date(from), until: date(until), reason })),
  };
}
