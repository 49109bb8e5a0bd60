import { type Clock, systemActor } from '../../../kernel';
import type { VaultDatabase } from '../../../platform/database';
import { AuditUnavailable } from '../audit.errors';
import { AnchorFailed } from './anchor';
import { listAnchors } from './anchor.repository';
import { type AnchorSet, rememberingAnchors } from './anchor-set';
import { closesAt, type AnchorRow } from './anchor-state';

const freshMillis = 2_000;

/**
 * Closes everything that needs a sealed entry once no anchor has been of use for longer than the grace: from then on
 * what is read could be cut off the log again unseen. An anchor that remembers another log closes it at once.
 */
export class AnchorGate {
  readonly #names: string[];
  #rows: AnchorRow[] = [];
  #readAt = -Infinity;
  #reading: Promise<void> | null = null;

  constructor(
    private readonly vault: VaultDatabase,
    private readonly anchors: AnchorSet,
    private readonly clock: Clock,
  ) {
    this.#names = rememberingAnchors(anchors).map(({ name }) => name);
  }

  /** Throws `AuditUnavailable` while closed. Costs a question to the database every two seconds at most. */
  async assertOpen(): Promise<void> {
    if (this.#names.length === 0) return;
    if (performance.now() - this.#readAt > freshMillis) await (this.#reading ??= this.read());
    const now = this.clock.now();
    const closed = closesAt(this.#rows, now, this.anchors.graceMillis);
    if (closed !== null && closed <= now) throw new AuditUnavailable(new AnchorFailed('away'));
  }

  private async read(): Promise<void> {
    try {
      this.#rows = await this.vault.read({ actor: systemActor }, (tx) => listAnchors(tx, this.#names));
      this.#readAt = performance.now();
    } finally {
      this.#reading = null;
    }
  }
}
