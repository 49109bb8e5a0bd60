import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, systemActor } from '../../kernel';
import { DispositionRunState } from '../../lifecycle/retention';
import { metrics } from '../../platform/http';
import { AnchorStates } from '../../trust/audit';

/** What may be late while the vault serves: anchors of the log within their grace, and the daily disposition run. */
@Injectable()
export class Watched {
  constructor(
    private readonly anchorStates: AnchorStates,
    private readonly runs: DispositionRunState,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  anchors(): ReturnType<AnchorStates['condition']> {
    return this.anchorStates.condition();
  }

  /** A missed run stops nothing that is served: it is said here, and records managers hear of it each day. */
  async dispositions(): Promise<'ready' | 'late'> {
    return (await this.runs.systemNow()).late ? 'late' : 'ready';
  }

  /** Metrics go on without a database: then they keep what they last were. */
  async measure(): Promise<void> {
    await Promise.allSettled([this.measureAnchors(), this.measureRuns()]);
  }

  private async measureAnchors(): Promise<void> {
    const view = await this.anchorStates.view({ actor: systemActor });
    for (const { kind, lag } of view.anchors) metrics.anchorLag.set({ kind }, lag);
    metrics.anchorsFailing.set(view.anchors.filter(({ state }) => state === 'failing').length);
  }

  private async measureRuns(): Promise<void> {
    const { lastFinishedAt, late } = await this.runs.systemNow();
    metrics.dispositionLate.set(late ? 1 : 0);
    if (lastFinishedAt !== null)
      metrics.dispositionAge.set((this.clock.now().getTime() - lastFinishedAt.getTime()) / 1000);
  }
}
