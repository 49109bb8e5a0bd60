import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Refusal, type RequestContext, systemActor } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { RangeNotSatisfiable } from '../../../platform/http';
import { ViewClosed } from '../media.errors';
import type { OpenedMedia } from '../media-streams';
import type { MediaRow } from '../media.repository';
import {
  type ContentFacts,
  contentHeaders,
  type ContentIdentity,
  type ContentPlan,
  type ContentRequest,
  planContent,
} from './content';
import { ContentSource, identityOf, type Unlocked } from './content-source';
import { DamageReport } from './damage';
import { RunningStreams } from './running-streams';
import type { ReadLicence } from './read-licence';
import { outcomeOf, StreamLimits } from './stream-limits';
import type { CloseReason } from './view';
import { ViewRepository } from './view.repository';

/** One answer: whose it is, what it shows, and where it goes. */
export interface DeliveryOrder {
  readonly context: RequestContext;
  readonly licence: ReadLicence;
  readonly item: MediaRow;
  readonly request: ContentRequest;
  readonly response: Response;
}

type Sending = DeliveryOrder & { readonly plan: Exclude<ContentPlan, { status: 304 }> };

interface Opened {
  readonly facts: ContentFacts;
  readonly content: OpenedMedia;
}

/**
 * Answers with content. Up to the first verified byte every failure is a problem with its own code; after that the
 * connection is cut, so that a part is never taken for the whole.
 */
@Injectable()
export class ContentDelivery {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly views: ViewRepository,
    private readonly streams: RunningStreams,
    private readonly limits: StreamLimits,
    private readonly source: ContentSource,
    private readonly damage: DamageReport,
  ) {}

  /** Says how the answer ended; the bytes that left are written down with the view. */
  async deliver(order: DeliveryOrder): Promise<CloseReason> {
    const { item, request, response, licence } = order;
    const plan = planned(identityOf(item), request, response);
    if (plan.status === 304 || !plan.withBody) {
      response.writeHead(plan.status, contentHeaders(await this.source.facts(item), plan)).end();
      return 'completed';
    }
    return this.streams.run(licence.facts.id, (viewEnd) => this.#counted({ ...order, plan }, viewEnd));
  }

  /** Begins and ends a range in the view's row around its sending; the keys are fetched meanwhile. */
  async #counted(sending: Sending, viewEnd: AbortSignal): Promise<CloseReason> {
    const { context, licence, item } = sending;
    const { id } = licence.facts;
    const unlocking = this.source.unlock(item, licence);
    // Whoever opens hears of a failure; until then it is nobody's.
    unlocking.catch(() => undefined);
    if (!(await this.vault.atOnce(context, (tx) => this.views.beginRange(tx, id)))) throw new ViewClosed();
    let bytes = 0;
    try {
      return await this.limits.within(licence, viewEnd, async (signal) => {
        const opened = await this.#open(sending, unlocking, signal);
        try {
          return await this.#send(sending, opened);
        } finally {
          bytes = opened.content.sent;
        }
      });
    } finally {
      // Where this fails the stream counts as open, and the repair says that nobody knows how much arrived.
      await this.vault
        .atOnce({ actor: systemActor }, (tx) => this.views.endRange(tx, id, bytes))
        .catch(() => undefined);
    }
  }

  async #open(
    { context, item, plan, licence }: Sending,
    unlocking: Promise<Unlocked>,
    signal: AbortSignal,
  ): Promise<Opened> {
    try {
      const { facts, dataKey } = await unlocking;
      return { facts, content: await this.source.open(item, licence, dataKey, { range: plan.range, signal }) };
    } catch (error) {
      if (signal.aborted && !(error instanceof Refusal)) throw new ViewClosed();
      throw await this.damage.examine(context, item, error);
    }
  }

  async #send({ context, item, licence, response, plan }: Sending, { facts, content }: Opened): Promise<CloseReason> {
    const rest = this.limits.keepSessionAlive(licence, () => content.sent);
    try {
      response.writeHead(plan.status, contentHeaders(facts, plan));
      await content.sendTo(response);
      response.end();
      return 'completed';
    } catch (error) {
      response.destroy();
      return outcomeOf(await this.damage.examine(context, item, error));
    } finally {
      rest();
    }
  }
}

function planned(facts: ContentIdentity, request: ContentRequest, response: Response): ContentPlan {
  try {
    return planContent(facts, request);
  } catch (error) {
    if (error instanceof RangeNotSatisfiable) response.setHeader('Content-Range', `bytes */${facts.length}`);
    throw error;
  }
}
