import { Injectable } from '@nestjs/common';
import { type Id, systemActor, systemContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { Audit, type AuditRecord, LogErasure } from '../../../trust/audit';
import type { Plan, StepResult } from '../plans/plan.repository';
import { type GoingItem, PlanScope } from './plan-scope';

const system = systemContext('destruction');

/**
 * Erases personal parts of the log under the entry that says so: one for each item, or one for each pseudonym of a person of whom
 * nothing stays. The last one's number stands in the certificate.
 */
@Injectable()
export class EraseParts {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly scope: PlanScope,
    private readonly erasure: LogErasure,
    private readonly audit: Audit,
  ) {}

  async erase(plan: Plan): Promise<StepResult> {
    const erased = plan.whole ? await this.#ofPerson(plan) : await this.#ofItems(plan);
    return { erased_by: erased };
  }

  async #ofPerson(plan: Plan): Promise<number> {
    const entryOf = new Map<Id, Id>();
    for (const subject of await this.scope.ended(plan))
      entryOf.set(subject, await this.audit.recordAlone(endingEntry(plan, { subject })));
    let last = await this.erasure.eraseEach(entryOf);
    for await (const items of this.scope.going(plan))
      last = Math.max(last, await this.erasure.eraseEach(entriesOf(items, entryOf)));
    return last;
  }

  async #ofItems(plan: Plan): Promise<number> {
    let last = 0;
    for await (const items of this.scope.going(plan))
      last = await this.erasure.eraseEach(await this.#record(plan, items));
    return last;
  }

  async #record(plan: Plan, items: readonly GoingItem[]): Promise<Map<Id, Id>> {
    return this.vault.transaction(system, async (tx) => {
      const recorded = new Map<Id, Id>();
      for (const { id: media } of items) recorded.set(media, await this.audit.record(tx, endingEntry(plan, { media })));
      return recorded;
    });
  }
}

/** Items with the entry about the pseudonym that they were kept under. */
function entriesOf(items: readonly GoingItem[], entryOf: ReadonlyMap<Id, Id>): Map<Id, Id> {
  const entries = new Map<Id, Id>();
  for (const { id, subjectId } of items) {
    const entry = entryOf.get(subjectId);
    if (entry === undefined) throw new Error('an item of a whole person belongs to somebody else');
    entries.set(id, entry);
  }
  return entries;
}

function endingEntry(plan: Plan, { subject, media }: { subject?: Id; media?: Id }): AuditRecord {
  return {
    type: media === undefined ? 'subject.destroyed' : 'media.destroyed',
    actor: systemActor,
    role: 'system',
    subject,
    object: { media, object: plan.id },
    decision: 'allow',
    reason: plan.ground,
  };
}
