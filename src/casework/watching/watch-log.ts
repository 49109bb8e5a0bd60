import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type Clock, CLOCK, type Id, systemContext } from '../../kernel';
import { type Transaction, VaultDatabase } from '../../platform/database';
import { JobRegistry } from '../../platform/jobs';
import { Settings } from '../../platform/settings';
import { findLogSize, listActs, listApproverPairs } from '../../trust/audit';
import { AlertRepository } from './alert.repository';
import { RaiseAlert } from './raise-alert';
import { findApproverPairs } from './rules/approver-pairs';
import { type ActorHistory, baselineDays, day, emptyHistory, noteSpoken } from './rules/history';
import { quietFor, watch } from './rules/rules';

const system = systemContext('watching');
const batch = 2_000;

/**
 * Looks at each new entry once, by number. Cursor, histories, alerts, suspensions, news and entries of one batch are one
 * transaction: a run that is repeated raises nothing twice.
 */
@Injectable()
export class WatchLog implements OnModuleInit {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly alerts: AlertRepository,
    private readonly raising: RaiseAlert,
    private readonly jobs: JobRegistry,
    private readonly settings: Settings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'watching.watch', everySeconds: 20, run: () => this.run() });
    this.jobs.register({ name: 'watching.pairs', everySeconds: 86_400, run: () => this.lookAtPairs() });
  }

  /** Catches up with the log. */
  async run(): Promise<void> {
    while (await this.vault.transaction(system, (tx) => this.look(tx)));
  }

  /** Who gives whom; compared over four weeks, so once a day is often enough. */
  async lookAtPairs(): Promise<void> {
    await this.vault.transaction(system, async (tx) => {
      await this.alerts.systemLockCursor(tx);
      const since = new Date(this.clock.now().getTime() - baselineDays * day);
      const findings = findApproverPairs(await listApproverPairs(tx, since));
      const histories = await this.alerts.systemFindHistories(
        tx,
        findings.map(({ actor }) => actor),
      );
      for (const finding of findings) {
        const history = histories.get(finding.actor) ?? emptyHistory;
        if (finding.at - (history.spoke.approver_pair ?? -Infinity) < quietFor.approver_pair) continue;
        await this.raising.raise(tx, finding);
        await this.alerts.systemKeepHistories(
          tx,
          new Map([[finding.actor, noteSpoken(history, 'approver_pair', finding.at)]]),
        );
      }
      await this.alerts.systemForget(tx, this.settings.logRetentionDays);
    });
  }

  /** One batch; answers whether there is more. */
  private async look(tx: Transaction): Promise<boolean> {
    const from = await this.alerts.systemLockCursor(tx);
    const size = await findLogSize(tx);
    const to = Math.min(size, from + batch);
    if (to <= from) return false;
    const acts = await listActs(tx, from, to);
    const histories = await this.alerts.systemFindHistories(tx, [...new Set(acts.map(({ actor }) => actor))]);
    const changed = new Map<Id, ActorHistory>();
    for (const act of acts) {
      const step = watch(changed.get(act.actor) ?? histories.get(act.actor) ?? emptyHistory, act);
      changed.set(act.actor, step.history);
      for (const finding of step.findings) await this.raising.raise(tx, finding);
    }
    if (changed.size > 0) await this.alerts.systemKeepHistories(tx, changed);
    await this.alerts.systemMoveCursor(tx, to);
    return to < size;
  }
}
