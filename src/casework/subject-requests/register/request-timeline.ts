import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';

/** One thing that happened to a request, by the type of its entry in the log. */
export interface TimelineStep {
  readonly type: string;
  readonly at: Date;
  readonly actor: Id;
  readonly role: string | null;
  readonly reason: string | null;
}

const mostSteps = 500;

/** What happened to requests, in order: a view of it for whoever works on them. The proof is the log. */
@Injectable()
export class RequestTimeline {
  async add(tx: Transaction, request: Id, step: Omit<TimelineStep, 'at'>): Promise<void> {
    await tx.query('INSERT INTO requests.step (request_id, type, actor_id, role, reason) VALUES ($1, $2, $3, $4, $5)', [
      ...[request, step.type, step.actor, step.role, step.reason],
    ]);
  }

  async list(tx: Transaction, request: Id): Promise<TimelineStep[]> {
    return tx.query<TimelineStep>(
      `SELECT type, at, actor_id AS actor, role, reason FROM requests.step WHERE request_id = $1 ORDER BY n LIMIT $2`,
      [request, mostSteps],
    );
  }
}
