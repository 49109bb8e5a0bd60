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
    const removed: Record<string, number> = { streams: 0 };
    const count = (counts: Readonly<Record<string, number>>): void => {
      for (const [name, more] of Object.entries(counts)) removed[name] = (removed[name] ?? 0) + more;
    };
    for await (const items of this.scope.going(plan)) {
      const ids = items.map(({ id }) => id);
      count({ streams: await this.media.cutStreams(ids) });
      count(await this.copies.remove('media', ids));
    }
    count(await this.copies.remove('subject', await this.scope.ended(plan)));
    return { copies: JSON.stringify(removed), logical_at: this.clock.now() };
  }
}
