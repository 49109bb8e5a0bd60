import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { Deadlines } from '../steps/deadlines';
import type { RequestClock } from '../steps/duties';
import type { RequestDestruction } from '../execution/execution.repository';
import type { SubjectRequest } from '../request';
import { RequestNotFound } from '../request.errors';
import type { FileOfRequest } from './request-files';
import { RequestRepository } from './request.repository';
import type { TimelineStep } from './request-timeline';

/** One clock with its day. */
export interface ClockView extends RequestClock {
  readonly dueAt: Date | null;
  /** Until when more time may be taken; null where it may not. */
  readonly extendableUntil: Date | null;
}

export interface RequestView extends SubjectRequest {
  /** The last day in time, `YYYY-MM-DD` where the request counts its days; and how many are left, until it is answered. */
  readonly dueOn: string | null;
  readonly daysLeft: number | null;
  readonly clocks: readonly ClockView[];
}

/** One request with its file. */
export interface WholeRequest extends RequestView {
  readonly file: FileOfRequest | null;
  readonly answer: string | null;
  /** How many requests the same person made besides this one. */
  readonly others: number;
  readonly destructions: readonly RequestDestruction[];
  readonly timeline: readonly TimelineStep[];
}

/** Requests with their clocks and days, worked out at the moment of the look. */
@Injectable()
export class RequestViews {
  constructor(
    private readonly repository: RequestRepository,
    private readonly deadlines: Deadlines,
  ) {}

  async get(tx: Transaction, id: Id): Promise<RequestView> {
    const request = await this.repository.find(tx, id);
    if (request === null) throw new RequestNotFound();
    const clocks = await this.repository.listClocks(tx, [id]);
    return this.of(request, clocks.get(id) ?? [], await tx.now());
  }

  of(request: SubjectRequest, clocks: readonly RequestClock[], now: Date): RequestView {
    const { jurisdiction, answeredAt } = request;
    const dueAt = answeredAt === null ? this.deadlines.next(clocks, jurisdiction, now) : request.dueAt;
    const withDay = (clock: RequestClock): ClockView => ({
      ...clock,
      dueAt: this.deadlines.due(clock, jurisdiction, now),
      extendableUntil: this.deadlines.extendableUntil(clock, jurisdiction, now),
    });
    const last = dueAt === null ? null : this.deadlines.lastDay(dueAt, jurisdiction, now);
    const daysLeft = answeredAt === null ? (last?.daysLeft ?? null) : null;
    return { ...request, dueAt, dueOn: last?.on ?? null, daysLeft, clocks: clocks.map(withDay) };
  }
}
