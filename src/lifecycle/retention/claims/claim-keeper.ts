import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Id, systemContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { JobRegistry } from '../../../platform/jobs';
import { HoldJoining } from '../holds/hold-joining';
import { PolicySchedule } from '../policy-schedule';
import { ClaimRepository } from './claim.repository';
import { MediaRestriction } from '../../../records/media';
import { canBeHeld } from '../rules/retention-state';
import { type FreshClaims, workOut } from './work-out';

const system = systemContext('retention');
const batch = 500;
const beforeAll = '00000000-0000-0000-0000-000000000000';

/** Keeps claims as their facts, the schedule and the time say. Working them out twice leaves the same. */
@Injectable()
export class ClaimKeeper implements OnModuleInit {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: ClaimRepository,
    private readonly joining: HoldJoining,
    private readonly restriction: MediaRestriction,
    private readonly policy: PolicySchedule,
    private readonly jobs: JobRegistry,
  ) {}

  onModuleInit(): void {
    for (const news of ['media.released', 'media.quarantined'])
      this.jobs.subscribe(news, ({ body }) => this.#inBatches([String(body['media'])]));
    for (const news of ['ticket.closed', 'ticket.reopened'])
      this.jobs.subscribe(news, async ({ body }) => {
        const ticket = String(body['ticket']);
        await this.#inBatches(await this.vault.read(system, (tx) => this.repository.systemItemsOfTicket(tx, ticket)));
      });
  }

  /**
   * Works out some items in the caller's transaction; the rows stay locked until it ends. Absent items are left out, and
   * so is what has lost its key: it keeps what was true then.
   */
  async refresh(tx: Transaction, ids: readonly Id[]): Promise<FreshClaims[]> {
    await this.repository.systemLock(tx, ids);
    const now = await tx.now();
    const bases = await this.repository.systemBasis(tx, ids);
    const alive = bases.filter(({ state }) => state === null || canBeHeld(state));
    const fresh = alive.map((basis) => workOut(basis, this.policy, now));
    await this.repository.systemSave(
      tx,
      fresh.map(({ item }) => item),
      fresh.flatMap(({ claims }) => claims),
    );
    await this.restriction.note(
      tx,
      fresh.map(({ item, restrictedFrom }) => ({ media: item.media_id, from: restrictedFrom })),
    );
    await this.joining.join(tx, ids);
    return fresh;
  }

  /** The same for any number, in the caller's transaction. */
  async refreshMany(tx: Transaction, ids: readonly Id[]): Promise<void> {
    for (let from = 0; from < ids.length; from += batch) await this.refresh(tx, ids.slice(from, from + batch));
  }

  /** All items, in batches of one transaction each: memory stays what one batch takes. */
  async refreshAll(signal: AbortSignal, progress: (done: number) => void = () => undefined): Promise<number> {
    let done = 0;
    for (let after = beforeAll; !signal.aborted;) {
      const ids = await this.vault.read(system, (tx) => this.repository.systemPageAfter(tx, after, batch));
      const last = ids.at(-1);
      if (last === undefined) return done;
      await this.vault.transaction(system, (tx) => this.refresh(tx, ids));
      after = last;
      progress((done += ids.length));
    }
    throw new Error('the vault stops');
  }

  async #inBatches(ids: readonly Id[]): Promise<void> {
    for (let from = 0; from < ids.length; from += batch)
      await this.vault.transaction(system, (tx) => this.refresh(tx, ids.slice(from, from + batch)));
  }
}
