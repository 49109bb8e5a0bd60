import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Id, systemContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { JobRegistry } from '../../../platform/jobs';
import { HoldJoining } from '../holds/hold-joining';
import { ScheduleInForce } from '../schedules/schedule-in-force';
import { ClaimRepository, type FreshClaims } from './claim.repository';
import { MediaRestriction } from '../../../records/media';
import { canBeHeld } from '../rules/retention-state';
import { workOut } from './work-out';

const system = systemContext('retention');
const batch = 500;
type Lane = readonly [Id, Id];
const middle = '80000000-0000-0000-0000-000000000000';
/** Halves of all ids, which are random. */
const lanes: readonly Lane[] = [
  ['00000000-0000-0000-0000-000000000000', middle],
  [middle, 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
];

/** Keeps claims as their facts, the schedule and the time say. Working them out twice leaves the same. */
@Injectable()
export class ClaimKeeper implements OnModuleInit {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: ClaimRepository,
    private readonly joining: HoldJoining,
    private readonly restriction: MediaRestriction,
    private readonly inForce: ScheduleInForce,
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
    const { schedule } = await this.inForce.read(tx);
    const bases = await this.repository.systemBasis(tx, ids);
    const alive = bases.filter(({ state }) => state === null || canBeHeld(state));
    const fresh = alive.map((basis) => workOut(basis, schedule, now));
    const known = new Map(bases.map(({ id, fingerprint }) => [id, fingerprint]));
    await this.#save(
      tx,
      fresh.filter(({ item, fingerprint }) => known.get(item.media_id) !== fingerprint),
    );
    await this.repository.systemMarkCurrent(tx, ids, schedule.version);
    await this.joining.join(tx, ids);
    return fresh;
  }

  /** The same for any number, in the caller's transaction. */
  async refreshMany(tx: Transaction, ids: readonly Id[]): Promise<void> {
    for (let from = 0; from < ids.length; from += batch) await this.refresh(tx, ids.slice(from, from + batch));
  }

  /** All items, in batches of one transaction each: memory stays what one batch takes. */
  async refreshAll(signal: AbortSignal): Promise<void> {
    await this.#walk(signal, null);
  }

  /** Those that were worked out with another schedule than the one in force. */
  async refreshOutdated(signal: AbortSignal, progress: (done: number) => void): Promise<void> {
    await this.#walk(signal, await this.#version(), progress);
  }

  async countOutdated(): Promise<number> {
    const version = await this.#version();
    return this.vault.read(system, (tx) => this.repository.systemCountOutdated(tx, version));
  }

  /** Several walkers, each through its part of the ids: the database reads for one while another works out. */
  async #walk(signal: AbortSignal, except: string | null, progress: (done: number) => void = nothing): Promise<void> {
    let done = 0;
    const walk = async ([first, until]: Lane): Promise<void> => {
      for (let after = first; ;) {
        const page = { after, until, except, limit: batch };
        const ids = await this.vault.read(system, (tx) => this.repository.systemPage(tx, page));
        const last = ids.at(-1);
        if (last === undefined) return;
        signal.throwIfAborted();
        await this.vault.transaction(system, (tx) => this.refresh(tx, ids));
        progress((done += ids.length));
        after = last;
      }
    };
    await Promise.all(lanes.map(walk));
  }

  async #version(): Promise<string> {
    return (await this.vault.read(system, (tx) => this.inForce.read(tx))).schedule.version;
  }

  async #save(tx: Transaction, changed: readonly FreshClaims[]): Promise<void> {
    if (changed.length === 0) return;
    await this.repository.systemSave(tx, changed);
    await this.restriction.note(
      tx,
      changed.map(({ item, restrictedFrom }) => ({ media: item.media_id, from: restrictedFrom })),
    );
  }

  async #inBatches(ids: readonly Id[]): Promise<void> {
    for (let from = 0; from < ids.length; from += batch)
      await this.vault.transaction(system, (tx) => this.refresh(tx, ids.slice(from, from + batch)));
  }
}

function nothing(): void {
  return undefined;
}
