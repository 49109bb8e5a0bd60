import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Refusal, systemActor, systemContext } from '../../kernel';
import { VaultDatabase } from '../../platform/database';
import { metrics } from '../../platform/http';
import { JobRegistry } from '../../platform/jobs';
import { Settings } from '../../platform/settings';
import { Audit, LogFeed } from '../../trust/audit';
import { siemFormats, type SiemTarget } from './siem-target';
import { listStates, systemFindNext, systemMoveOn, systemNoteFailure, type TargetState } from './siem.repository';

/** Injection token of the targets that the settings name. */
export const SIEM_TARGETS = Symbol('siem targets');

const system = { actor: systemActor };
const batch = 500;
/** Longest run of a job: a backlog is worked off in many, so that other jobs get their turn. */
const batchesARun = 100;
/** Handing on is an entry; an entry about nothing but that would never end. */
const ownType = 'siem.delivered';

export interface TargetFacts extends TargetState {
  readonly format: string;
  /** Entries that were sealed and not delivered yet. */
  readonly lag: number;
}

/**
 * Hands every entry on to each target, in order and at least once: the cursor moves only after the target has the batch,
 * and the next batch is read only then. A target that fails is tried again by the job's own back-off, and holds up no other.
 */
@Injectable()
export class SiemDelivery implements OnModuleInit {
  constructor(
    @Inject(SIEM_TARGETS) private readonly targets: readonly SiemTarget[],
    private readonly vault: VaultDatabase,
    private readonly feed: LogFeed,
    private readonly audit: Audit,
    private readonly jobs: JobRegistry,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    for (const target of this.targets)
      this.jobs.register({ name: `siem.${target.name}`, everySeconds: 10, run: () => this.deliver(target) });
  }

  /** Delivers until the target has caught up, or for as long as one run may last. */
  async deliver(target: SiemTarget): Promise<void> {
    try {
      for (let count = 0; count < batchesARun; count += 1) if (!(await this.deliverSome(target))) return;
    } catch (error) {
      await this.vault.transaction(system, (tx) => systemNoteFailure(tx, target.name, codeOf(error)));
      throw error;
    }
  }

  /** The configured targets with where they stand. */
  async list(): Promise<TargetFacts[]> {
    const states = await this.vault.read(system, listStates);
    const { size } = await this.feed.read(systemContext('siem'), { from: 0, limit: 0, personal: false });
    return this.targets.map(({ name, format }) => {
      const never = { name, next: 0, deliveredAt: null, failedAt: null, failure: null };
      const state = states.find((known) => known.name === name) ?? never;
      return { ...state, format, lag: Math.max(size - state.next, 0) };
    });
  }

  /** One batch; answers whether there is more. */
  private async deliverSome({ name, format, transport }: SiemTarget): Promise<boolean> {
    const from = await this.vault.transaction(system, (tx) => systemFindNext(tx, name));
    const wanted = { from, limit: batch, personal: this.settings.siemPersonal };
    const { entries, size } = await this.feed.read(systemContext('siem'), wanted);
    const last = entries.at(-1);
    if (last !== undefined) {
      await transport.send({ entries, lines: entries.map(siemFormats[format]) });
      const told = entries.some(({ type }) => type !== ownType);
      await this.vault.transaction(system, async (tx) => {
        await systemMoveOn(tx, name, last.n + 1);
        if (told) await this.audit.record(tx, { ...delivered, reason: name, range: `${from}-${last.n}` });
      });
    }
    metrics.siemLag.set({ target: name }, Math.max(size - (last === undefined ? from : last.n + 1), 0));
    return entries.length === batch;
  }
}

const delivered = { type: ownType, actor: systemActor, role: 'system', decision: 'allow' } as const;

/** What may be shown of a failure: a code of ours or of the system, never a receiver's words. */
function codeOf(error: unknown): string {
  if (error instanceof Refusal) return error.code;
  const { code, status } = error as { code?: unknown; status?: unknown };
  if (typeof status === 'number') return `http_${status}`;
  return typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? code : 'failed';
}
