import { Injectable } from '@nestjs/common';
import { type Id, systemActor, systemContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { Audit, type AuditRecord, LogErasure } from '../../../trust/audit';
import type { Plan, StepResult } from '../plans/plan.repository';
import { PlanScope } from './plan-scope';

const system = systemContext('destruction');
const itemsAtOnce = 200;

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
    const items = await this.scope.items(plan);
    let last = 0;
    for (const subject of await this.scope.ended(plan)) {
      const owned = items.filter(({ subjectId }) => subjectId === subject).map(({ id }) => id);
      const entry = await this.audit.recordAlone(endingEntry(plan, { subject }));
      last = (await this.erasure.erase(entry, [subject, ...owned])).n;
    }
    return last;
  }

  async #ofItems(plan: Plan): Promise<number> {
    const going = await this.scope.going(plan);
    let last = 0;
    for (let at = 0; at < going.length; at += itemsAtOnce)
      for (const [media, entry] of await this.#record(plan, going.slice(at, at + itemsAtOnce)))
        last = (await this.erasure.erase(entry, [media])).n;
    return last;
  }

  async #record(plan: Plan, items: readonly Id[]): Promise<Map<Id, Id>> {
    return this.vault.transaction(system, async (tx) => {
      const recorded = new Map<Id, Id>();
      for (const media of items) recorded.set(media, await this.audit.record(tx, endingEntry(plan, { media })));
      return recorded;
    });
  }
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
