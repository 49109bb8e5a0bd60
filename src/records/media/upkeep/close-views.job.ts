import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { systemActor } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import type { JobHandler } from '../../../platform/jobs';
import { Log } from '../../../platform/logging';
import { ViewClosing } from '../opening/view-closing';
import { ViewRepository } from '../opening/view.repository';

const system = { actor: systemActor };
const batch = 200;

/** Closes views that have run out, and as `unknown` those whose process died while it was sending. */
@Injectable()
export class CloseViews implements JobHandler, OnApplicationBootstrap {
  readonly name = 'media.close-views';
  readonly everySeconds = 30;

  constructor(
    private readonly vault: VaultDatabase,
    private readonly views: ViewRepository,
    private readonly closing: ViewClosing,
    private readonly log: Log,
  ) {}

  /** What a killed vault left open is closed when the next one starts, not only when the next job runs. */
  onApplicationBootstrap(): void {
    void this.run().catch((error: unknown) => this.log.warn('views could not be closed', { job: this.name, error }));
  }

  async run(): Promise<void> {
    await this.vault.transaction(system, (tx) => this.views.systemMarkUncertain(tx));
    const ended = await this.vault.read(system, (tx) => this.views.systemListEnded(tx, batch));
    for (const { id, reason } of ended)
      await this.vault.transaction(system, (tx) => this.closing.closeIn(tx, id, reason));
  }
}
