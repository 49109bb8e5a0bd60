import { Injectable } from '@nestjs/common';
import { type Id, newId } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { MediaDestruction } from '../../../records/media';
import { SubjectEnd } from '../../../records/subjects';
import {
  type DestructionGround,
  type ItemVerdict,
  type PlanReference,
  type VerdictSum,
  VerdictTally,
} from '../destruction';
import { NothingToDestroy, PeopleUndecided, PlanChanged } from '../destruction.errors';
import { ItemVerdicts } from '../item-verdicts';
import { eachPage, type ItemPages, pagesOfList } from './item-pages';
import { PlanRepository } from './plan.repository';

/** What somebody wants destroyed, and why: some items, or everything of a person. */
export type DestructionOrder = {
  readonly ground: DestructionGround;
  readonly reference: PlanReference;
} & ({ readonly media: readonly Id[] | ItemPages } | { readonly subject: Id });

/** What is approved: the plan, by the hash of all its verdicts. */
export type DestroyRequest = {
  readonly plan: Id;
  readonly ground: DestructionGround;
  readonly reference: { readonly kind: string; readonly id: string };
  readonly subject: Id | null;
  readonly whole: boolean;
  readonly destroyed: number;
  readonly moved: number;
  readonly kept: number;
  readonly itemsSha256: string;
};

type Visit = (verdicts: readonly ItemVerdict[]) => Promise<void>;

const itemsAtOnce = 1_000;

/** Works plans out, page by page: when they are asked for, and again when they are started. Both times every item is locked. */
@Injectable()
export class PlanDrafting {
  constructor(
    private readonly plans: PlanRepository,
    private readonly verdicts: ItemVerdicts,
    private readonly media: MediaDestruction,
    private readonly subjects: SubjectEnd,
  ) {}

  /** Somebody is to approve it: not before a human has decided about each item on which others are. */
  async draftDecided(tx: Transaction, order: DestructionOrder, requestedBy: Id): Promise<DestroyRequest> {
    return this.#draft(tx, order, requestedBy, ({ undecidedFirst }) => {
      if (undecidedFirst.length > 0) throw new PeopleUndecided(undecidedFirst);
    });
  }

  /** What is undecided stays. */
  async draft(tx: Transaction, order: DestructionOrder, requestedBy: Id): Promise<DestroyRequest> {
    return this.#draft(tx, order, requestedBy, () => undefined);
  }

  async #draft(
    tx: Transaction,
    order: DestructionOrder,
    requestedBy: Id,
    assert: (tally: VerdictTally) => void,
  ): Promise<DestroyRequest> {
    const { ground, reference } = order;
    const subject = 'subject' in order ? order.subject : null;
    const id = newId();
    const tally = await this.#judge(tx, order, (page) => this.plans.addItems(tx, id, page));
    assert(tally);
    const { sum } = tally;
    if (sum.destroyed + sum.moved === 0) throw new NothingToDestroy(tally.keptFirst);
    const request = { ground, reference, subject, whole: isWhole(order, sum), ...sum };
    await this.plans.add(tx, { ...request, id, certificateId: newId(), requestedBy });
    return { plan: id, ...request };
  }

  /** Judges everything again and hands on each page; throws at the end where anything is not exactly as it was approved. */
  async redraft(tx: Transaction, { plan, ...request }: DestroyRequest, visit: Visit): Promise<void> {
    const { subject, ground, reference } = request;
    const named = subject === null ? { media: this.plans.pagesOf(plan) } : { subject };
    const order = { ground, reference, ...named };
    const { sum } = await this.#judge(tx, order, visit);
    if (isWhole(order, sum) !== request.whole || sum.itemsSha256 !== request.itemsSha256) throw new PlanChanged();
  }

  async #judge(tx: Transaction, order: DestructionOrder, visit: Visit): Promise<VerdictTally> {
    const tally = new VerdictTally();
    await eachPage(tx, await this.#pages(tx, order), itemsAtOnce, async (ids) => {
      const verdicts = await this.#judgePage(tx, ids, order.ground);
      tally.add(verdicts);
      await visit(verdicts);
    });
    return tally;
  }

  async #judgePage(tx: Transaction, ids: readonly Id[], ground: DestructionGround): Promise<ItemVerdict[]> {
    const alive = await this.media.hold(tx, ids);
    const judged = new Map((await this.verdicts.judge(tx, alive, ground)).map((one) => [one.media, one]));
    return ids.map((media) => judged.get(media) ?? { media, kept: 'gone', movesTo: null, authority: [] });
  }

  async #pages(tx: Transaction, order: DestructionOrder): Promise<ItemPages> {
    if ('media' in order) return typeof order.media === 'function' ? order.media : pagesOfList(order.media);
    const family = await this.subjects.holdFamily(tx, order.subject);
    return (of, page) => this.media.pageOfSubjects(of, family, page);
  }
}

/** Whether nothing of the person stays. */
function isWhole(order: DestructionOrder, { kept }: VerdictSum): boolean {
  return 'subject' in order && kept === 0;
}
