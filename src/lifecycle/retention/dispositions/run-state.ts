import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { DispositionRepository } from './disposition.repository';
import { isLate } from './late';

/** How the daily run stands. */
export interface RunState {
  readonly lastFinishedAt: Date | null;
  /** None has come to its end for a day and a half, though there was something to look at. */
  readonly late: boolean;
}

/** Whether the daily run happens: asked by its alarm, by reports, and by whoever runs the vault. */
@Injectable()
export class DispositionRunState {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: DispositionRepository,
  ) {}

  async read(tx: Transaction): Promise<RunState> {
    const lastFinishedAt = (await this.repository.lastRun(tx))?.finishedAt ?? null;
    // A vault that has just begun has had no day for a run yet.
    const since = lastFinishedAt ?? (await this.repository.systemFirstItemAt(tx));
    return { lastFinishedAt, late: since !== null && isLate(since, await tx.now()) };
  }

  async systemNow(): Promise<RunState> {
    return this.vault.read({ actor: systemActor }, (tx) => this.read(tx));
  }
}
