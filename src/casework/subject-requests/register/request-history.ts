import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { ExecutionRepository, type RequestDestruction } from '../execution/execution.repository';
import { RequestTimeline, type TimelineStep } from './request-timeline';

/** What became of a request so far. */
@Injectable()
export class RequestHistory {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly timeline: RequestTimeline,
  ) {}

  async of(
    tx: Transaction,
    request: Id,
  ): Promise<{ readonly destructions: RequestDestruction[]; readonly timeline: TimelineStep[] }> {
    const destructions = await this.executions.list(tx, request);
    return { destructions, timeline: await this.timeline.list(tx, request) };
  }
}
