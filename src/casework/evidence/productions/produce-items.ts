import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Id, newOrderedId, type RequestContext } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { Recipients } from '../../../records/recipients';
import {
  type Approval,
  type ApprovableAction,
  Approvables,
  Approvals,
  type Approved,
  ApprovedGrants,
  Forbidden,
} from '../../../trust/access';
import { Artefacts } from '../artefacts/artefacts.service';
import { keptDays } from '../artefacts/artefact';
import { earliest } from '../bundle/claim';
import { NothingToProduce, ProductionChanged, TooManyToProduce, UnknownRecipient } from './production.errors';
import { mostProduced, type ProductionOrder, productionPurpose, type ProductionSum, sumOf } from './production';
import { ProductionRepository } from './production.repository';

/** What two people approve: this order, these items, for this authority. */
export type ProduceRequest = {
  readonly production: Id;
  readonly reference: string;
  readonly authority: string;
  readonly legalBasis: string;
  readonly secret: boolean;
  readonly items: number;
  readonly held: number;
  readonly withheld: number;
  readonly itemsSha256: string;
  /** Who gets it made, and hands it out. */
  readonly by: Id;
};

/**
 * Items leave the vault for an authority: asked for by one, approved by two in other roles, started by whoever asked. The items are
 * frozen by their hash; what the scope holds when it starts must be exactly that.
 */
@Injectable()
export class ProduceItems implements ApprovableAction<ProduceRequest>, OnModuleInit {
  readonly name = 'evidence.produce';
  readonly mayRequest = ['compliance_officer'] as const;
  readonly mayApprove = ['dpo', 'legal'] as const;
  readonly approvals = 2;
  readonly differentRole = true;
  readonly hours = 72;

  constructor(
    private readonly approvables: Approvables,
    private readonly requests: Approvals,
    private readonly repository: ProductionRepository,
    private readonly recipients: Recipients,
    private readonly grants: ApprovedGrants,
    private readonly artefacts: Artefacts,
  ) {}

  onModuleInit(): void {
    this.approvables.add(this);
  }

  async request(context: RequestContext, order: ProductionOrder): Promise<Approval> {
    return this.requests.request(context, this, (tx) => this.#freeze(tx, context, order));
  }

  describe({ reference, authority, legalBasis, secret, items, held, withheld }: ProduceRequest): readonly string[] {
    return [
      `Hands ${items.toLocaleString('en-US')} items to ${authority}, on its order ${reference} (${legalBasis}): unaltered originals, with hashes, entries and proofs.`,
      `${held.toLocaleString('en-US')} of them are under a hold, and stay under it. ${withheld.toLocaleString('en-US')} more are quarantined and are not handed out.`,
      secret
        ? 'The person is not told: a law forbids it.'
        : 'The person sees in their access history that an authority got the items.',
      'It is made for whoever asked, who alone can have it made and opens it. Each item has its own entry.',
      'What was downloaded once cannot be called back.',
    ];
  }

  async execute(tx: Transaction, context: RequestContext, approved: Approved<ProduceRequest>): Promise<void> {
    const { production: id, by, itemsSha256, withheld } = approved.request;
    if (context.actor.id !== by) throw new Forbidden();
    const production = await this.repository.systemGet(tx, id);
    const now = await this.#sum(tx, production);
    if (now.itemsSha256 !== itemsSha256 || now.withheld !== withheld) throw new ProductionChanged();
    await this.repository.start(tx, id, approved.id);
    const media = await this.repository.systemItems(tx, id);
    const opening = { ticket: production.ticket, purpose: productionPurpose };
    await this.grants.give(tx, context, { approval: approved.id, media, ...opening });
    const period = { from: earliest, to: (await tx.now()).toISOString() };
    await this.artefacts.start(tx, context, {
      kind: 'production',
      format: 'zip',
      request: { completeness: 'selection', period, query: {}, content: 'bytes', opening, production: id },
      keptDays: keptDays.usual,
      approved: { approval: approved.id, items: now.items },
    });
  }

  async #freeze(tx: Transaction, { actor }: RequestContext, order: ProductionOrder): Promise<ProduceRequest> {
    const recipient = await this.recipients.find(tx, order.recipient);
    if (recipient === null) throw new UnknownRecipient();
    await this.grants.assertTicket(tx, { ticket: order.ticket, purpose: productionPurpose });
    const found = await this.repository.systemScope(tx, order.scope, mostProduced + 1);
    if (found.length > mostProduced) throw new TooManyToProduce();
    const sum = sumOf(found);
    if (sum.items === 0) throw new NothingToProduce();
    const id = newOrderedId((await tx.now()).getTime());
    const media = found.filter(({ quarantined }) => !quarantined).map((item) => item.media);
    await this.repository.add(tx, { ...order, ...sum, id, requestedBy: actor.id }, media);
    const { reference, legalBasis, secret } = order;
    return { production: id, reference, authority: recipient.name, legalBasis, secret, ...sum, by: actor.id };
  }

  async #sum(tx: Transaction, { scope }: ProductionOrder): Promise<ProductionSum> {
    return sumOf(await this.repository.systemScope(tx, scope, mostProduced + 1));
  }
}
