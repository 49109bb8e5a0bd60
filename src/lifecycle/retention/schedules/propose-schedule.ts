import { Inject, Injectable } from '@nestjs/common';
import type { FieldError, RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { type Operation, Operations } from '../../../platform/jobs';
import { POLICY_DATA, type PolicyData, rowFaults } from '../../../platform/settings';
import { InvalidSchedule } from '../retention.errors';
import { rehearseKind } from './rehearse-schedule';
import { ScheduleEntries } from './schedule-entries';
import { ScheduleInForce } from './schedule-in-force';
import { absentRows, applied, hashOfRows, rowChanges, type ScheduleChange } from './schedule-version';
import { ScheduleRepository } from './schedule.repository';

/** Makes a version of the schedule in force with some rows put or removed, and orders its dry run. Nothing is in force by it. */
@Injectable()
export class ProposeSchedule {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: ScheduleRepository,
    private readonly inForce: ScheduleInForce,
    private readonly operations: Operations,
    private readonly entries: ScheduleEntries,
    @Inject(POLICY_DATA) private readonly policy: PolicyData,
  ) {}

  async propose(context: RequestContext, change: ScheduleChange): Promise<Operation> {
    const faults = change.put.flatMap((row, index) =>
      rowFaults(row, this.policy).map(({ member, code }) => ({ pointer: `/put/${index}/${member}`, code })),
    );
    if (faults.length > 0) return this.#refuse(context, faults);
    const begun = await this.vault.transaction(context, async (tx): Promise<Operation | FieldError[]> => {
      const { rows: before, hash: base } = await this.inForce.read(tx);
      const absent = absentRows(before, change);
      const rows = applied(before, change);
      if (absent.length > 0) return absent.map(({ id }) => ({ pointer: `/remove/${id}`, code: 'absent' }));
      if (rowChanges(before, rows).length === 0) return [{ pointer: '', code: 'unchanged' }];
      const { hash: shipped } = this.inForce.shipped;
      const proposedBy = context.actor.id;
      const id = await this.repository.add(tx, { hash: hashOfRows(rows), base, shipped, rows, proposedBy });
      await this.entries.about(tx, context, 'retention.schedule.proposed', { id, hash: hashOfRows(rows) });
      return this.operations.start(tx, context, { kind: rehearseKind, parameters: { version: id } });
    });
    return Array.isArray(begun) ? this.#refuse(context, begun) : begun;
  }

  async #refuse(context: RequestContext, faults: readonly FieldError[]): Promise<never> {
    await this.entries.refused(context, 'invalid_schedule');
    throw new InvalidSchedule(faults);
  }
}
