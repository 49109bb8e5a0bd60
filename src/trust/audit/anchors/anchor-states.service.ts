import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, type RequestContext, systemActor } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { AUDIT_OPTIONS, type AuditOptions } from '../audit.options';
import { findNewestCheckpoint } from '../reading/log.repository';
import type { AnchorTrouble } from './anchor';
import { findNewestCosigned, listAnchors, listCosignatures } from './anchor.repository';
import { rememberingAnchors } from './anchor-set';
import { closesAt, type AnchorCondition, type AnchorRow, conditionOf } from './anchor-state';

export interface AnchorView {
  readonly name: string;
  readonly kind: AnchorRow['kind'];
  /** Entries that it remembers. */
  readonly size: number;
  /** When it took the newest of them. */
  readonly at: string | null;
  /** Entries that it does not have yet. */
  readonly lag: number;
  readonly state: AnchorCondition;
  /** What went wrong last, while something is wrong. */
  readonly error: AnchorTrouble | null;
}

export interface AnchorsView {
  readonly anchors: readonly AnchorView[];
  /** The newest checkpoint that the policy's quorum has cosigned, and whether it is the newest cosigned one. */
  readonly witnessed: { readonly size: number; readonly quorum: boolean } | null;
  /** When media stop opening if no anchor comes back; null while one is of use. */
  readonly closesAt: string | null;
}

/** How the anchors are, for the console and for probes. */
@Injectable()
export class AnchorStates {
  readonly #names: string[];

  constructor(
    private readonly vault: VaultDatabase,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditOptions,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    const { timeStamps } = options.anchors;
    const anchors = [...rememberingAnchors(options.anchors), ...(timeStamps === null ? [] : [timeStamps])];
    this.#names = anchors.map(({ name }) => name);
  }

  async view(context: Pick<RequestContext, 'actor'>): Promise<AnchorsView> {
    return this.vault.read(context, async (tx) => {
      const rows = await listAnchors(tx, this.#names);
      const size = (await findNewestCheckpoint(tx))?.size ?? 0;
      return {
        anchors: rows.map((row) => show(row, size)),
        witnessed: await this.witnessed(tx),
        ...this.closing(rows),
      };
    });
  }

  /** One word for a probe: `none`, `current`, `late` while the grace runs, `closed` after it. */
  async condition(): Promise<'none' | 'current' | 'late' | 'closed'> {
    if (this.#names.length === 0) return 'none';
    const { closesAt } = await this.view({ actor: systemActor });
    if (closesAt === null) return 'current';
    return Date.parse(closesAt) > this.clock.now().getTime() ? 'late' : 'closed';
  }

  private closing(rows: readonly AnchorRow[]): Pick<AnchorsView, 'closesAt'> {
    const at = closesAt(rows, this.clock.now(), this.options.anchors.graceMillis);
    return { closesAt: at?.toISOString() ?? null };
  }

  private async witnessed(tx: Transaction): Promise<AnchorsView['witnessed']> {
    const { policy } = this.options.anchors;
    const newest = policy === null ? null : await findNewestCosigned(tx);
    if (policy === null || newest === null) return null;
    const lines = await listCosignatures(tx, newest.size);
    return { size: newest.size, quorum: policy.isQuorum(new Set(lines.map(({ witness }) => witness))) };
  }
}

function show(row: AnchorRow, size: number): AnchorView {
  const { name, kind, anchoredAt, error } = row;
  return {
    name,
    kind,
    size: row.size,
    at: anchoredAt?.toISOString() ?? null,
    lag: Math.max(0, size - row.size),
    state: conditionOf(row),
    error,
  };
}
