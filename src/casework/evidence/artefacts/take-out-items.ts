import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type Clock, CLOCK, type Id, type RequestContext } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import {
  type Approval,
  type ApprovableAction,
  Approvables,
  Approvals,
  type Approved,
  Forbidden,
} from '../../../trust/access';
import { type CanonicalValue, LogEvidence } from '../../../trust/audit';
import type { EvidenceRequest } from '../bundle/claim';
import { survey } from '../bundle/survey';
import { FewItems } from '../evidence.errors';
import { mostItemsAlone } from './artefact';
import { Artefacts, assertOrder } from './artefacts.service';

/** A bundle with the bytes of more items than one person may take out: exactly this order, about so many items. */
export type TakeOutRequest = {
  readonly request: { readonly [member: string]: CanonicalValue };
  readonly items: number;
  readonly keptDays: number;
  /** Who gets it: whoever asked. */
  readonly to: Id;
};

/** Taking many items' bytes out of the vault at once needs somebody of another role. The bundle is then made as ordered. */
@Injectable()
export class TakeOutItems implements ApprovableAction<TakeOutRequest>, OnModuleInit {
  readonly name = 'evidence.take_out';
  readonly mayRequest = ['compliance_officer', 'dpo'] as const;
  readonly mayApprove = ['compliance_officer', 'dpo', 'legal'] as const;
  readonly approvals = 1;
  readonly differentRole = true;
  readonly hours = 72;

  constructor(
    private readonly approvables: Approvables,
    private readonly requests: Approvals,
    private readonly artefacts: Artefacts,
    private readonly log: LogEvidence,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.approvables.add(this);
  }

  async request(
    context: RequestContext,
    order: { readonly request: (now: Date) => EvidenceRequest; readonly keptDays: number },
  ): Promise<Approval> {
    const request = order.request(this.clock.now());
    assertOrder(context, request);
    const items = await this.#count(context, request);
    if (items <= mostItemsAlone) throw new FewItems();
    const frozen = JSON.parse(JSON.stringify(request)) as TakeOutRequest['request'];
    return this.requests.request(context, this, () =>
      Promise.resolve({ request: frozen, items, keptDays: order.keptDays, to: context.actor.id }),
    );
  }

  describe({ request, items, keptDays }: TakeOutRequest): readonly string[] {
    const { period, opening } = request as unknown as EvidenceRequest;
    return [
      `Takes the contents of ${items.toLocaleString('en-US')} items out of the vault, in one evidence bundle.`,
      `About entries from ${minuteOf(period.from)} to ${minuteOf(period.to)}, opened under the ticket ${opening?.ticket.id ?? ''} for ${opening?.purpose ?? ''}.`,
      `Each item is opened like any view and has its own entry. The bundle is kept ${keptDays} days.`,
      'It is made for whoever asked, who alone can have it made.',
      'What was downloaded once cannot be called back.',
    ];
  }

  async execute(
    tx: Transaction,
    context: RequestContext,
    { id, request: { request, items, keptDays, to } }: Approved<TakeOutRequest>,
  ): Promise<void> {
    if (context.actor.id !== to) throw new Forbidden();
    await this.artefacts.start(tx, context, {
      kind: 'bundle',
      format: 'zip',
      request: request as unknown as EvidenceRequest,
      keptDays,
      approved: { approval: id, items },
    });
  }

  /** By the search columns: quick, and what is made later is held against the number. */
  async #count(context: RequestContext, request: EvidenceRequest): Promise<number> {
    const period = { from: new Date(request.period.from), to: new Date(request.period.to) };
    const frame = await this.log.frame(context, period);
    const found = await survey(
      this.log,
      context,
      frame,
      { ...request, completeness: 'selection' },
      new AbortController().signal,
    );
    return found.media.length;
  }
}

/** `2026-11-25 16:29 UTC`: for reading; the exact time stands in the request. */
function minuteOf(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}
