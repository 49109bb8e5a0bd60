import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Id, systemContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { type OperationHandler, type OperationRun, Operations } from '../../../platform/jobs';
import { type ClaimBasis, ClaimRepository } from '../claims/claim.repository';
import { retainedItem } from '../claims/work-out';
import type { ReadSchedule } from '../policy-schedule';
import { claimsOf } from '../rules/claims';
import { outcomeOf } from '../rules/outcome';
import { ScheduleInForce } from './schedule-in-force';
import { classesTouched, moveOf } from './schedule-version';
import { type ScheduleMove, ScheduleRepository } from './schedule.repository';

export const rehearseKind = 'retention.rehearse';
const system = systemContext('retention');
const batch = 1_000;
const beforeAll = '00000000-0000-0000-0000-000000000000';

interface Rehearsal {
  readonly version: Id;
  readonly classes: readonly string[] | null;
  readonly before: ReadSchedule;
  readonly after: ReadSchedule;
}

/** The dry run: both schedules read every item that the change may touch, at the same moment, and nothing but the moves is written. */
@Injectable()
export class RehearseSchedule implements OperationHandler, OnModuleInit {
  readonly kind = rehearseKind;

  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: ScheduleRepository,
    private readonly claims: ClaimRepository,
    private readonly inForce: ScheduleInForce,
    private readonly operations: Operations,
  ) {}

  onModuleInit(): void {
    this.operations.register(this);
  }

  async run(operation: OperationRun): Promise<{ href: string }> {
    const version = String(operation.parameters['version']);
    const rehearsal = await this.#begin(version);
    const total = await this.vault.read(system, (tx) => this.repository.systemCountItems(tx, rehearsal.classes));
    let done = 0;
    for (let after = beforeAll; ;) {
      operation.signal.throwIfAborted();
      const page = { classes: rehearsal.classes, after, limit: batch };
      const ids = await this.vault.read(system, (tx) => this.repository.systemPageOfClasses(tx, page));
      const last = ids.at(-1);
      if (last === undefined) break;
      await this.#compare(rehearsal, ids);
      after = last;
      operation.progress((done += ids.length), total);
    }
    await this.vault.transaction(system, (tx) => this.repository.systemCountMoves(tx, version));
    return { href: `/v1/retention/schedules/versions/${version}` };
  }

  async #begin(id: Id): Promise<Rehearsal> {
    return this.vault.transaction(system, async (tx) => {
      const version = await this.repository.find(tx, id);
      if (version === null) throw new Error('the version is gone');
      await this.repository.systemForgetMoves(tx, id);
      const { rows, schedule: before } = await this.inForce.read(tx);
      const after = this.inForce.of(version.rows);
      return { version: id, classes: classesTouched(rows, version.rows), before, after };
    });
  }

  async #compare({ version, before, after }: Rehearsal, ids: readonly Id[]): Promise<void> {
    await this.vault.transaction(system, async (tx) => {
      const now = await tx.now();
      const bases = await this.claims.systemBasis(tx, ids);
      const moves = bases.flatMap((basis) => moved(basis, before, after, now));
      if (moves.length > 0) await this.repository.systemAddMoves(tx, version, moves);
    });
  }
}

function moved(basis: ClaimBasis, before: ReadSchedule, after: ReadSchedule, now: Date): ScheduleMove[] {
  const [was, is] = [before, after].map((schedule) =>
    outcomeOf(claimsOf(retainedItem(basis, schedule, now), schedule, now)),
  );
  const kind = was === undefined || is === undefined ? null : moveOf(was, is, now);
  if (kind === null) return [];
  const { id: media, class: documentClass, jurisdiction } = basis;
  const ends = { before: was?.mustDeleteAt ?? null, after: is?.mustDeleteAt ?? null };
  return [{ media, class: documentClass, jurisdiction, kind, ...ends }];
}
