import { Injectable } from '@nestjs/common';
import type { FieldError, Id, RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { PolicySchedule } from '../policy-schedule';
import { UnknownRetentionFact } from '../retention.errors';
import { ClaimKeeper } from './claim-keeper';
import { ClaimRepository } from './claim.repository';
import { RetentionReach } from './reach';

/** Something that happened, as somebody states it. */
export interface StatedEvent {
  readonly type: string;
  readonly at: Date;
  /** When it came to be known; this moment where nobody says. */
  readonly knownAt?: Date;
}

export interface StatedFact {
  readonly code: string;
  readonly value: string;
}

/** Takes facts and events that claims rest on (regulation D8), with who says so; claims follow in the same transaction. */
@Injectable()
export class NoteFacts {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: ClaimRepository,
    private readonly keeper: ClaimKeeper,
    private readonly policy: PolicySchedule,
    private readonly reach: RetentionReach,
  ) {}

  async aboutItem(
    context: RequestContext,
    id: Id,
    { facts, events }: { readonly facts: readonly StatedFact[]; readonly events: readonly StatedEvent[] },
  ): Promise<void> {
    const about = await this.reach.item(context, id, 'retention.noted');
    this.#assertListed('item', facts, events);
    const said = { source: sourceOf(context), by: context.actor.id };
    await this.vault.transaction(context, async (tx) => {
      for (const fact of facts) await this.repository.setFact(tx, { mediaId: id, ...fact, ...said });
      const now = await tx.now();
      for (const event of events)
        await this.repository.addEvent(tx, { mediaId: id, ...event, knownAt: event.knownAt ?? now, ...said });
      await this.keeper.refresh(tx, [id]);
      for (const { code, value } of facts)
        await this.reach.record(tx, context, 'retention.noted', about, `${code}.${value}`);
      for (const { type } of events) await this.reach.record(tx, context, 'retention.noted', about, type.toLowerCase());
    });
  }

  async aboutSubject(context: RequestContext, id: Id, events: readonly StatedEvent[]): Promise<void> {
    const about = await this.reach.subject(context, id, 'retention.noted');
    this.#assertListed('subject', [], events);
    const said = { source: sourceOf(context), by: context.actor.id };
    await this.vault.transaction(context, async (tx) => {
      const now = await tx.now();
      for (const event of events)
        await this.repository.addEvent(tx, { subjectId: id, ...event, knownAt: event.knownAt ?? now, ...said });
      const family = await this.reach.family(tx, id);
      await this.keeper.refresh(tx, await this.repository.systemItemsOfSubjects(tx, family));
      for (const { type } of events) await this.reach.record(tx, context, 'retention.noted', about, type.toLowerCase());
    });
  }

  #assertListed(about: 'item' | 'subject', facts: readonly StatedFact[], events: readonly StatedEvent[]): void {
    const faults: FieldError[] = [
      ...facts.flatMap(({ code, value }, index) =>
        this.policy.knows(code, value) ? [] : [{ pointer: `/facts/${index}`, code: 'unknown' }],
      ),
      ...events.flatMap(({ type }, index) =>
        this.policy.mayState(type, about) ? [] : [{ pointer: `/events/${index}/type`, code: 'unknown' }],
      ),
    ];
    if (faults.length > 0) throw new UnknownRetentionFact(faults);
  }
}

function sourceOf({ actor }: RequestContext): 'staff' | 'api' | 'vault' {
  return actor.kind === 'user' ? 'staff' : actor.kind === 'client' ? 'api' : 'vault';
}
