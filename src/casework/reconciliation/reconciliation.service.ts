import { timingSafeEqual } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Refusal, type RequestContext, systemContext } from '../../kernel';
import { VaultDatabase } from '../../platform/database';
import { JobRegistry } from '../../platform/jobs';
import { Settings } from '../../platform/settings';
import { Access } from '../../trust/access';
import { Audit, findOpeningEntries, listReadingHours } from '../../trust/audit';
import { judge, parseStoreEvent } from './store-read';
import { type Period, type StoreException, StoreReadRepository } from './store-read.repository';

const system = systemContext('reconciliation');
const batch = 500;
const listed = 1_000;
const matchedDays = 90;

/** What the store says of itself, against the log. */
export interface ReconciliationReport {
  readonly from: string;
  readonly to: string;
  /** `not_covered`: objects in a folder, which keeps no log. `not_configured`: the store is not asked to tell. */
  readonly coverage: 'covered' | 'not_covered' | 'not_configured';
  readonly matched: number;
  /** Told by the store and not held against the log yet. */
  readonly waiting: number;
  readonly exceptionCounts: Readonly<Record<string, number>>;
  /** Newest first, 1,000 at most. */
  readonly exceptions: readonly StoreException[];
  /** Hours in which something was opened and the store told nothing of it: its log was away, or the opened was never fetched. */
  readonly silentHours: readonly { readonly hour: string; readonly openings: number }[];
}

/** Takes in what the store's own log says was read, and holds every reading against the entry that it names. */
@Injectable()
export class Reconciliation implements OnModuleInit {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly reads: StoreReadRepository,
    private readonly audit: Audit,
    private readonly access: Access,
    private readonly jobs: JobRegistry,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'reconciliation.match', everySeconds: 20, run: () => this.match() });
    this.jobs.register({ name: 'reconciliation.forget', everySeconds: 86_400, run: () => this.forget() });
  }

  /** One event of the store's log. Whoever has another token learns nothing, not even whether there is one. */
  async take(authorization: string | undefined, event: unknown): Promise<void> {
    const { storeAuditToken: token, s3Bucket: bucket, s3AccessKey: accessKey } = this.settings;
    if (
      token === undefined ||
      bucket === undefined ||
      accessKey === undefined ||
      !isEqual(authorization, `Bearer ${token}`)
    )
      throw new Refusal('not_found', 'There is nothing here that you may see.');
    const read = parseStoreEvent(event, { bucket, accessKey });
    if (read !== null) await this.vault.transaction(system, (tx) => this.reads.add(tx, read));
  }

  /** Catches up with what the store has told. */
  async match(): Promise<void> {
    while ((await this.matchSome()) === batch);
  }

  async report(context: RequestContext, period: Period): Promise<ReconciliationReport> {
    await this.audit.recordSealed({
      type: 'report.made',
      actor: context.actor,
      origin: context.origin,
      role: this.access.role(context.actor, 'read', 'Report'),
      decision: 'allow',
      reason: 'store_reads',
    });
    return this.vault.read(context, async (tx) => {
      const counts = await this.reads.count(tx, period);
      const { matched = 0, waiting = 0, ...exceptionCounts } = Object.fromEntries(counts);
      const coverage = this.coverage();
      const heard = await this.reads.listHeardHours(tx, period);
      const opened = coverage === 'covered' ? await listReadingHours(tx, period) : [];
      return {
        ...{ from: period.from.toISOString(), to: period.to.toISOString() },
        ...{ coverage, matched, waiting, exceptionCounts },
        exceptions: await this.reads.listExceptions(tx, period, listed),
        silentHours: opened
          .filter(({ hour }) => !heard.has(hour.getTime()))
          .map(({ hour, openings }) => ({ hour: hour.toISOString(), openings })),
      };
    });
  }

  private async forget(): Promise<void> {
    const days = { matched: matchedDays, exceptions: this.settings.logRetentionDays };
    await this.vault.transaction(system, (tx) => this.reads.systemForget(tx, days));
  }

  private coverage(): ReconciliationReport['coverage'] {
    if (this.settings.objects !== 's3') return 'not_covered';
    return this.settings.storeAuditToken === undefined ? 'not_configured' : 'covered';
  }

  /** One batch and its entries are one transaction. Answers how many there were. */
  private async matchSome(): Promise<number> {
    return this.vault.transaction(system, async (tx) => {
      const waiting = await this.reads.systemTakeWaiting(tx, batch);
      if (waiting.length === 0) return 0;
      const entries = await findOpeningEntries(
        tx,
        waiting.flatMap(({ entry }) => entry ?? []),
      );
      const verdicts = new Map(waiting.map((read) => [read.requestId, judge(read, entries.get(read.entry ?? -1))]));
      await this.reads.systemKeepVerdicts(tx, verdicts);
      // One entry for each kind in a batch: whoever reads a million objects must not write a million entries.
      for (const kind of new Set(verdicts.values()))
        if (kind !== 'matched') await this.audit.record(tx, { ...unexplained, actor: system.actor, reason: kind });
      return waiting.length;
    });
  }
}

const unexplained = { type: 'store.read.unexplained', role: 'system', decision: 'error' } as const;

function isEqual(given: string | undefined, wanted: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
