import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { systemActor } from '../../../kernel';
import { KeystoreDatabase, type Transaction } from '../../../platform/database';
import { Audit, type AuditRecord } from '../../audit';
import { KEY_PROVIDER, type KeyProvider } from '../custody/key-provider';
import { KeyRing } from '../custody/key-ring';
import { atStart, guarded, KeysUnavailable } from '../keys.errors';
import { type EpochKeyRow, KeystoreRepository } from '../keystore.repository';
import { EpochRepository } from './epoch.repository';
import { EpochRewrap } from './epoch-rewrap';

/** What a roll did. `backup` says whether one was verified in an epoch that stays: without it nothing would come back. */
export interface RollReport {
  readonly epoch: number;
  readonly rewrapped: number;
  readonly backup: 'verified' | 'none_verified';
  readonly destroyed: readonly { readonly epoch: number; readonly rootGoneAt: Date }[];
}

/** The newest epoch and the three before it stay: a keystore copy opens for 21 days, and after 28 no more. */
const epochsKept = 4;
const system = { actor: systemActor };
const act = { actor: systemActor, role: 'system', decision: 'allow' } as const satisfies Partial<AuditRecord>;

/**
 * Epochs: looked after at each start, rolled once a week. Every step may be broken off and is found again by what the
 * tables say, so that a roll has no state of its own: `finish` does whatever an interrupted one left.
 */
@Injectable()
export class KeyEpochs implements OnModuleInit {
  constructor(
    private readonly database: KeystoreDatabase,
    private readonly keystore: KeystoreRepository,
    private readonly epochs: EpochRepository,
    private readonly ring: KeyRing,
    private readonly rewrap: EpochRewrap,
    private readonly audit: Audit,
    @Inject(KEY_PROVIDER) private readonly provider: KeyProvider,
  ) {}

  /** Says that a backup of an epoch was restored into scratch and opened. False where that epoch is out of use. */
  async noteVerifiedBackup(epoch: number): Promise<boolean> {
    return guarded(() => this.database.transaction(system, (tx) => this.epochs.noteVerifiedBackup(tx, epoch)));
  }

  /** Refuses a provider that lacks the root of an epoch in use, and finishes an epoch whose root was made but not its key. */
  async onModuleInit(): Promise<void> {
    const epochs = await guarded(() => this.database.read(system, (tx) => this.keystore.listEpochs(tx)));
    const current = await this.#assertRoots(epochs).catch((error: unknown) => {
      throw atStart(error);
    });
    if (!epochs.some(({ epoch }) => epoch === current)) await this.#createEpoch(() => current);
  }

  /** Whether the newest epoch is as old as this, by the database's clock. */
  async isDue(days: number): Promise<boolean> {
    return guarded(() =>
      this.database.read(system, async (tx) => {
        const newest = (await this.epochs.listLive(tx)).at(-1);
        if (newest === undefined) throw new KeysUnavailable('ended');
        return (await tx.now()).getTime() - newest.createdAt.getTime() >= days * 86_400_000;
      }),
    );
  }

  /** A new epoch after `current`, and all that follows from it. Where somebody else has made it already, only that. */
  async roll(current?: number): Promise<RollReport> {
    const from = current ?? (await this.newest());
    await this.#createEpoch((newest) => Math.max(newest, from + 1));
    return this.finish();
  }

  /** Re-wraps what is still under an older epoch, ends epochs that are too old and their roots. */
  async finish(): Promise<RollReport> {
    const epoch = await this.newest();
    const rewrapped = await this.rewrap.rewrapAll(epoch);
    await this.#endOldEpochs(epoch - epochsKept);
    const destroyed = await this.#destroyRoots();
    const backup = (await this.#hasVerifiedBackup(0)) ? 'verified' : 'none_verified';
    return { epoch, rewrapped, backup, destroyed };
  }

  /** Ends one epoch before its time and destroys its root. The newest, and one that still wraps a key, is refused. */
  async destroy(epoch: number): Promise<RollReport['destroyed']> {
    const newest = await this.newest();
    if (epoch >= newest) throw new RangeError('The current epoch cannot be destroyed.');
    await this.rewrap.rewrapAll(newest);
    await this.#endEpoch(epoch);
    return this.#destroyRoots();
  }

  /** The epoch that new keys are wrapped under. */
  async newest(): Promise<number> {
    const row = await guarded(() => this.database.read(system, (tx) => this.keystore.findNewestEpoch(tx)));
    if (row === undefined) throw new KeysUnavailable('ended');
    return row.epoch;
  }

  /** When an epoch's key was in use: whoever has it could unwrap every key of that time. Null where there was no such epoch. */
  async findLife(epoch: number): Promise<{ readonly from: Date; readonly to: Date | null } | null> {
    return guarded(() => this.database.read(system, (tx) => this.epochs.findLife(tx, epoch)));
  }

  async #assertRoots(rows: readonly EpochKeyRow[]): Promise<number> {
    for (const row of rows) await this.ring.proveEpoch(row);
    return this.provider.currentEpoch();
  }

  /**
   * Root first, then its epoch key: a crash in between leaves a root that the next attempt uses. Under the lock, so that
   * two processes do not write the roots at once. The entry is queued before the commit: an epoch key that is not in the log does not exist.
   */
  async #createEpoch(next: (newest: number) => number): Promise<void> {
    await this.#alone(async (tx) => {
      const newest = (await this.keystore.findNewestEpoch(tx))?.epoch ?? 0;
      const epoch = next(newest);
      if (epoch <= newest) return;
      await this.provider.createRoot(epoch);
      if (!(await this.keystore.addEpoch(tx, await this.ring.newEpoch(epoch), this.provider.kind))) return;
      await this.audit.recordAlone({ ...act, type: 'keys.created', reason: 'epoch_key' });
    });
  }

  /** Whether a backup was verified in an epoch after this one that is in use. */
  async #hasVerifiedBackup(after: number): Promise<boolean> {
    const live = await guarded(() => this.database.read(system, (tx) => this.epochs.listLive(tx)));
    return live.some(({ epoch, backupVerifiedAt }) => epoch > after && backupVerifiedAt !== null);
  }

  async #endOldEpochs(last: number): Promise<void> {
    const live = await guarded(() => this.database.read(system, (tx) => this.epochs.listLive(tx)));
    for (const { epoch } of live.filter((one) => one.epoch <= last)) await this.#endEpoch(epoch);
  }

  async #endEpoch(epoch: number): Promise<void> {
    const reason = (await this.#hasVerifiedBackup(epoch)) ? 'backup_verified' : 'no_backup_verified';
    await this.#alone(async (tx) => {
      if (!(await this.epochs.endEpoch(tx, epoch))) return;
      await this.audit.recordAlone({ ...act, type: 'keys.epoch.ended', reason, range: `${epoch}-${epoch}` });
    });
  }

  /** The roots of ended epochs that the provider has not been asked about yet. Asking twice is harmless. */
  async #destroyRoots(): Promise<RollReport['destroyed']> {
    const ended = await guarded(() => this.database.read(system, (tx) => this.epochs.listEnded(tx)));
    const waiting = ended.filter(({ rootGoneAt }) => rootGoneAt === null);
    for (const { epoch } of waiting) await this.#destroyRoot(epoch);
    const gone = waiting.map(({ epoch }) => epoch);
    const rows = await guarded(() => this.database.read(system, (tx) => this.epochs.listEnded(tx)));
    return rows.flatMap(({ epoch, rootGoneAt }) =>
      gone.includes(epoch) && rootGoneAt !== null ? [{ epoch, rootGoneAt }] : [],
    );
  }

  async #destroyRoot(epoch: number): Promise<void> {
    await this.#alone(async (tx) => {
      const end = await this.provider.destroy(epoch);
      const reason = end === 'destroyed' ? 'destroyed' : 'scheduled';
      await this.audit.recordAlone({ ...act, type: 'keys.root.destroyed', reason, range: `${epoch}-${epoch}` });
      await this.epochs.setRootGone(tx, epoch, end === 'destroyed' ? null : end.scheduledFor);
    });
  }

  async #alone<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return guarded(() =>
      this.database.transaction(system, async (tx) => {
        await this.epochs.lockRoll(tx);
        return work(tx);
      }),
    );
  }
}
