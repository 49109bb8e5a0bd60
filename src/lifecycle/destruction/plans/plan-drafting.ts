import { Injectable } from '@nestjs/common';
import { type Id, newId } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { MediaDestruction } from '../../../records/media';
import { SubjectEnd } from '../../../records/subjects';
import { type DestructionGround, hashOfVerdicts, type ItemVerdict } from '../destruction';
import { NothingToDestroy, PlanChanged } from '../destruction.errors';
import { ItemVerdicts } from '../item-verdicts';
import { PlanRepository } from './plan.repository';

/** What somebody wants destroyed: named items, or everything of a person. */
export interface DestructionOrder {
  readonly ground: DestructionGround;
  /** The request, run or incident that it rests on, as a code. */
  readonly reference: string;
  readonly media?: readonly Id[];
  readonly subject?: Id;
}

/** What is approved: the plan, by the hash of all its verdicts. */
export type DestroyRequest = {
  readonly plan: Id;
  readonly ground: DestructionGround;
  readonly reference: string;
  readonly subject: Id | null;
  readonly whole: boolean;
  readonly destroyed: number;
  readonly kept: number;
  readonly itemsSha256: string;
};

interface Judged {
  readonly verdicts: readonly ItemVerdict[];
  /** Whether nothing of the person stays. */
  readonly whole: boolean;
}

/** Works plans out: when they are asked for, and again when they are started. Both times every item is locked. */
@Injectable()
export class PlanDrafting {
  constructor(
    private readonly plans: PlanRepository,
    private readonly verdicts: ItemVerdicts,
    private readonly media: MediaDestruction,
    private readonly subjects: SubjectEnd,
  ) {}

  async draft(tx: Transaction, order: DestructionOrder, requestedBy: Id): Promise<DestroyRequest> {
    const { ground, reference, subject = null } = order;
    const { verdicts, whole } = await this.#judge(tx, order);
    const destroyed = verdicts.filter(({ kept }) => kept === null).length;
    if (destroyed === 0) throw new NothingToDestroy(verdicts);
    const [id, itemsSha256] = [newId(), hashOfVerdicts(verdicts)];
    const plan = { id, ground, reference, subjectId: subject, whole, itemsSha256, certificateId: newId(), requestedBy };
    await this.plans.add(tx, plan, verdicts);
    return { plan: id, ground, reference, subject, whole, destroyed, kept: verdicts.length - destroyed, itemsSha256 };
  }

  /** The items that go, if everything is exactly as it was approved. */
  async assertUnchanged(tx: Transaction, request: DestroyRequest): Promise<Id[]> {
    const { subject, ground, reference } = request;
    const named = subject === null ? { media: await this.plans.systemListMedia(tx, request.plan) } : { subject };
    const { verdicts, whole } = await this.#judge(tx, { ground, reference, ...named });
    if (whole !== request.whole || hashOfVerdicts(verdicts) !== request.itemsSha256) throw new PlanChanged();
    return verdicts.filter(({ kept }) => kept === null).map(({ media }) => media);
  }

  async #judge(tx: Transaction, { ground, media, subject }: DestructionOrder): Promise<Judged> {
    const ids =
      subject === undefined
        ? [...new Set(media ?? [])]
        : await this.media.listOfSubjects(tx, await this.subjects.holdFamily(tx, subject));
    const alive = await this.media.hold(tx, ids);
    const living = new Set(alive);
    const gone = ids.filter((id) => !living.has(id)).map((id) => ({ media: id, kept: 'gone', authority: [] }));
    const verdicts = [...(await this.verdicts.judge(tx, alive, ground)), ...gone];
    return { verdicts, whole: subject !== undefined && verdicts.every(({ kept }) => kept === null) };
  }
}
