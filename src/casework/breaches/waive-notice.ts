import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Id, RequestContext } from '../../kernel';
import type { Transaction } from '../../platform/database';
import { type Approval, type ApprovableAction, Approvables, Approvals, type Approved } from '../../trust/access';
import type { Breach } from './breach';
import { BreachEntries } from './breach-entries';
import { BreachNotFound, GroundDoesNotFit, JudgedAnew, WrongState } from './breach.errors';
import { openNotice } from './breach-steps.service';
import { BreachRepository, type KeptNotice } from './breach.repository';
import { bears, groundsFor, nextDue, type WaiverGround } from './duties';

/** Which notice is left out, on what ground, and when the breach was judged so: another judgement wants another approval. */
export type WaiverRequest = {
  readonly breach: Id;
  readonly notice: string;
  readonly regime: string;
  readonly ground: WaiverGround;
  readonly assessedAt: string;
};

const sentences: Readonly<Record<WaiverGround, string>> = {
  not_a_breach: 'It was looked into, and is no breach.',
  law_not_applicable: 'The law does not reach the organisation or this breach.',
  no_risk: 'It is unlikely to put anybody’s rights at risk.',
  unintelligible: 'Whoever has the data cannot read them.',
  risk_averted: 'Measures taken since then make the high risk unlikely.',
  told_in_public: 'Telling each person takes too much: the public is told instead, as effectively.',
};

/** Not telling an authority, a controller or the persons: the organisation answers for it, so that a second role looks at it. */
@Injectable()
export class WaiveNotice implements ApprovableAction<WaiverRequest>, OnModuleInit {
  readonly name = 'breach.waive_notice';
  readonly mayRequest = ['dpo', 'compliance_officer'] as const;
  readonly mayApprove = ['dpo', 'compliance_officer', 'legal'] as const;
  readonly approvals = 1;
  readonly differentRole = true;
  readonly hours = 72;

  constructor(
    private readonly approvables: Approvables,
    private readonly requests: Approvals,
    private readonly repository: BreachRepository,
    private readonly entries: BreachEntries,
  ) {}

  onModuleInit(): void {
    this.approvables.add(this);
  }

  /** Who may not ask for it learns nothing of the breach: it is looked at only after that. */
  async ask(context: RequestContext, breach: Id, notice: string, ground: WaiverGround): Promise<Approval> {
    return this.entries.recordingRefusal(context, { breach, notice }, () =>
      this.requests.request(context, this, async (tx) => {
        const found = await this.repository.lock(tx, breach);
        const { regime } = await this.#waivable(tx, found, { notice, ground });
        return { breach, notice, regime, ground, assessedAt: assessmentOf(found) };
      }),
    );
  }

  describe({ breach, notice, regime, ground }: WaiverRequest): readonly string[] {
    return [
      `Leaves out the notice ${notice} of the breach ${breach}: under ${regime}, nobody is told.`,
      `${sentences[ground]} The organisation has to prove it.`,
      'The clock stops. The decision stays in the register and is shown to an authority that asks.',
    ];
  }

  async execute(tx: Transaction, context: RequestContext, approved: Approved<WaiverRequest>): Promise<void> {
    const { breach, notice, ground } = approved.request;
    const found = await this.repository.lock(tx, breach);
    const { provision } = await this.#waivable(tx, found, { notice, ground });
    if (assessmentOf(found) !== approved.request.assessedAt) throw new JudgedAnew();
    await this.repository.waiveNotice(tx, breach, { code: notice, ground, provision, approval: approved.id });
    const notices = (await this.repository.listNotices(tx, [breach])).get(breach) ?? [];
    await this.repository.saveDue(tx, breach, nextDue(notices));
    await this.entries.record(tx, context, 'breach.waived', { breach, notice, reason: ground });
  }

  async #waivable(
    tx: Transaction,
    breach: Breach | null,
    { notice, ground }: { readonly notice: string; readonly ground: WaiverGround },
  ): Promise<KeptNotice & { readonly provision: string }> {
    if (breach === null) throw new BreachNotFound();
    if (breach.state !== 'assessed') throw new WrongState();
    const notices = (await this.repository.listNotices(tx, [breach.id])).get(breach.id) ?? [];
    const open = openNotice({ notices }, notice);
    const provision = groundsFor(open)[ground];
    if (provision === undefined || !bears(breach, ground)) throw new GroundDoesNotFit();
    return { ...open, provision };
  }
}

function assessmentOf(breach: Breach | null): string {
  return breach?.assessedAt?.toISOString() ?? '';
}
