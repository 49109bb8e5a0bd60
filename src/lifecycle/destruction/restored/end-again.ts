import { Injectable } from '@nestjs/common';
import { type Id, newId, systemActor, systemContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { MediaDestruction } from '../../../records/media';
import { SubjectEnd } from '../../../records/subjects';
import { DestructionGate } from '../../retention';
import { type PlanReference, VerdictTally } from '../destruction';
import { eachPage, type ItemPages, pagesOfList } from '../plans/item-pages';
import { PlanRepository } from '../plans/plan.repository';
import { StartPlan } from '../plans/start-plan';
import { DestructionSaga } from '../saga/saga';
import type { EndedBefore } from './ended-before';

const system = systemContext('restore');
/** What a certificate refers to where only the keystore remembers the end. */
const keystoreLedger = 'keystore-ledger';
const itemsAtOnce = 1_000;

/**
 * Ends again what had ended before a backup of earlier was restored (regulation D4, R14). It is a destruction like any other, but that
 * nobody has to decide anew: it has its plan, its entries, and a certificate that supplements the one of then. Nothing is ended here
 * for a key that is merely missing.
 */
@Injectable()
export class EndAgain {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly plans: PlanRepository,
    private readonly media: MediaDestruction,
    private readonly subjects: SubjectEnd,
    private readonly gate: DestructionGate,
    private readonly saga: DestructionSaga,
    private readonly starting: StartPlan,
  ) {}

  /** Until nothing of it opens; bytes and certificate follow as the operation that is ordered here. Answers how many items it were. */
  async end(ended: EndedBefore): Promise<number> {
    const started = await this.vault.transaction(system, (tx) => this.#start(tx, ended));
    if (started === null) return 0;
    await this.saga.makeUnreadable(started.plan);
    return started.items;
  }

  /** Plans that were under way in the backup: nothing of theirs opens before the vault serves. */
  async carryOn(): Promise<void> {
    const unfinished = await this.vault.read(system, (tx) => this.plans.systemListUnfinished(tx, 0));
    for (const plan of unfinished) await this.saga.makeUnreadable(plan);
  }

  async #start(tx: Transaction, ended: EndedBefore): Promise<{ plan: Id; items: number } | null> {
    const { subject } = ended;
    const family = subject === null ? [] : await this.subjects.holdFamily(tx, subject);
    const living = await this.subjects.listLiving(tx, family);
    const pages: ItemPages =
      subject === null ? pagesOfList(ended.media) : (of, page) => this.media.pageOfSubjects(of, family, page);
    const [id, certificateId] = [newId(), newId()];
    const tally = new VerdictTally();
    await eachPage(tx, pages, itemsAtOnce, async (ids) => {
      const going = await this.media.hold(tx, ids);
      await this.gate.noteEndedBefore(tx, going, certificateId);
      await this.media.noteDestroyed(tx, going, certificateId);
      const verdicts = going.map((media) => ({ media, kept: null, movesTo: null, authority: [] }));
      await this.plans.addItems(tx, id, verdicts);
      tally.add(verdicts);
    });
    const { destroyed: items, moved, kept, itemsSha256 } = tally.sum;
    if (items === 0 && living.length === 0) return null;
    await this.subjects.end(tx, living);
    const facts = { id, ground: 'restored', reference: referenceOf(ended), certificateId } as const;
    const about = {
      subject,
      whole: subject !== null,
      itemsSha256,
      destroyed: items,
      moved,
      kept,
      requestedBy: systemActor.id,
    };
    await this.plans.add(tx, { ...facts, ...about });
    const by = { approval: null, sha256: itemsSha256, items };
    await this.starting.begin(tx, system, { id, subjectId: subject, ground: facts.ground }, by);
    return { plan: id, items };
  }
}

function referenceOf({ plan }: EndedBefore): PlanReference {
  return plan === null ? { kind: 'code', id: keystoreLedger } : { kind: 'plan', id: plan };
}
