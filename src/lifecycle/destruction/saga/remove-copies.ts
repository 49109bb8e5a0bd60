import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK } from '../../../kernel';
import { MediaDestruction } from '../../../records/media';
import { CopyRemovers } from '../copy-removers';
import type { Plan, StepResult } from '../plans/plan.repository';
import { PlanScope } from './plan-scope';

/** Copies have keys of their own; whoever watches is cut off. After this nobody reads any of it anywhere. */
@Injectable()
export class RemoveCopies {
  constructor(
    private readonly scope: PlanScope,
    private readonly media: MediaDestruction,
    private readonly copies: CopyRemovers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async remove(plan: Plan): Promise<StepResult> {
    const going = await this.scope.going(plan);
    const removed: Record<string, number> = { streams: await this.media.cutStreams(going) };
    const ofItems = await this.copies.remove('media', going);
    const ofPeople = await this.copies.remove('subject', await this.scope.ended(plan));
    for (const [name, count] of [...Object.entries(ofItems), ...Object.entries(ofPeople)])
      removed[name] = (removed[name] ?? 0) + count;
    return { copies: JSON.stringify(removed), logical_at: this.clock.now() };
  }
}
