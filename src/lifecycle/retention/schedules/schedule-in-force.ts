import { createHash } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type Id, systemContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import {
  POLICY_DATA,
  type PolicyData,
  readRetentionRows,
  type RetentionRow,
  SettingsInvalid,
} from '../../../platform/settings';
import { PolicySchedule, type ReadSchedule } from '../policy-schedule';
import { hashOfRows, type ScheduleVersion } from './schedule-version';
import { ScheduleRepository } from './schedule.repository';

/** The schedule that decides now. */
export interface InForce {
  /** Null: the rows of `config/`. */
  readonly version: ScheduleVersion | null;
  /** Of its rows. */
  readonly hash: string;
  readonly rows: readonly RetentionRow[];
  readonly schedule: ReadSchedule;
}

/**
 * Which rows decide: those of the version that people introduced last, else those of `config/`. Every transaction asks the
 * database, so that all nodes decide alike from the commit on.
 */
@Injectable()
export class ScheduleInForce implements OnModuleInit {
  readonly shipped: InForce;
  #known: InForce;

  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: ScheduleRepository,
    private readonly schedules: PolicySchedule,
    @Inject(POLICY_DATA) private readonly policy: PolicyData,
  ) {
    const rows = policy.retentionSchedules;
    this.shipped = { version: null, hash: hashOfRows(rows), rows, schedule: schedules.schedule };
    this.#known = this.shipped;
  }

  /** A version that does not fit the lists of `config/` any more stops the start. */
  async onModuleInit(): Promise<void> {
    await this.vault.read(systemContext('retention'), (tx) => this.read(tx));
  }

  async read(tx: Transaction): Promise<InForce> {
    const id = await this.repository.systemInForce(tx);
    if (id !== (this.#known.version?.id ?? null)) this.#known = id === null ? this.shipped : await this.#load(tx, id);
    return this.#known;
  }

  /** The rules as they would be with these rows. */
  of(rows: readonly RetentionRow[]): ReadSchedule {
    const version = createHash('sha256')
      .update(`${this.policy.hash}\n${hashOfRows(rows)}`)
      .digest('hex');
    return this.schedules.with(rows, `sha256:${version}`);
  }

  async #load(tx: Transaction, id: Id): Promise<InForce> {
    const version = await this.repository.find(tx, id);
    if (version === null) throw new Error('the schedule in force is gone');
    const { rows, faults } = readRetentionRows(version.rows, this.policy);
    if (faults.length > 0)
      throw new SettingsInvalid(
        faults.map(
          ({ pointer, code }) => `the retention schedule ${version.hash} does not fit config/: ${pointer} ${code}`,
        ),
      );
    return { version, hash: version.hash, rows, schedule: this.of(rows) };
  }
}
