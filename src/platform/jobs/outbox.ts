import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, type DomainEvent, type EventBody, newOrderedId, type RequestContext } from '../../kernel';
import type { Transaction } from '../database';
import { eventJob } from './job-registry';

/** Work that a transaction leaves behind. */
export interface JobOrder {
  readonly name: string;
  readonly body: EventBody;
  readonly notBefore?: Date;
}

/** The outbox table is the truth about what is still to be done; queues only carry its ids. */
@Injectable()
export class Outbox {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** Orders a job in the caller's transaction; it runs after the commit, at least once. */
  async order(tx: Transaction, context: RequestContext, { name, body, notBefore }: JobOrder): Promise<void> {
    await tx.query(
      'INSERT INTO jobs.outbox (id, name, body, trace_id, actor_id, not_before) VALUES ($1, $2, $3, $4, $5, coalesce($6, now()))',
      [
        newOrderedId(this.clock.now().getTime()),
        name,
        JSON.stringify(body),
        context.traceId,
        context.actor.id,
        notBefore ?? null,
      ],
    );
    await tx.query("SELECT pg_notify('jobs_outbox', '')");
  }

  /** Publishes a module's news in the caller's transaction to whoever subscribes to it. */
  async publish(tx: Transaction, context: RequestContext, { type, body }: DomainEvent): Promise<void> {
    await this.order(tx, context, { name: eventJob(type), body });
  }
}
