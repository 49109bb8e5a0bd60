import { Injectable } from '@nestjs/common';
import { type Id, systemActor } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { MediaDestruction } from '../../../records/media';
import { SubjectEnd } from '../../../records/subjects';
import { Audit } from '../../../trust/audit';
import { DestructionGate } from '../../retention';
import type { ItemVerdict } from '../destruction';
import type { Plan } from './plan.repository';

/** What a start does to items and to a person, in the transaction after which nothing leads back. */
@Injectable()
export class TakeItems {
  constructor(
    private readonly media: MediaDestruction,
    private readonly gate: DestructionGate,
    private readonly subjects: SubjectEnd,
    private readonly audit: Audit,
  ) {}

  async take(tx: Transaction, { id, certificateId }: Plan, verdicts: readonly ItemVerdict[]): Promise<void> {
    const going = verdicts.filter(({ kept }) => kept === null).map(({ media }) => media);
    await this.media.noteDestroyed(tx, going, certificateId);
    await this.gate.noteKeysDestroyed(tx, going, certificateId);
    await this.#move(tx, id, verdicts);
  }

  /** Nothing is theirs any more, and they are on nobody's item. */
  async endPerson(tx: Transaction, subject: Id): Promise<void> {
    const family = await this.subjects.family(tx, subject);
    await this.media.forgetAppearances(tx, family);
    await this.subjects.end(tx, family);
  }

  /**
   * Gives items to the people on them whose claims remain; their keys follow as the first step of the saga. The entries come before any
   * about the end of a key, so that a restored vault moves them again before it ends anything.
   */
  async #move(tx: Transaction, plan: Id, verdicts: readonly ItemVerdict[]): Promise<void> {
    const targets = new Map<Id, Id>();
    for (const { media, movesTo } of verdicts) if (movesTo !== null) targets.set(media, movesTo);
    if (targets.size === 0) return;
    await this.media.moveTo(tx, targets);
    // What their new person's events say of them.
    await this.gate.refresh(tx, [...targets.keys()]);
    for (const [media, subject] of targets)
      await this.audit.record(tx, {
        ...{ type: 'media.moved', actor: systemActor, role: 'system', subject },
        ...{ object: { media, object: plan }, decision: 'allow', reason: 'other_person' },
      });
  }
}
