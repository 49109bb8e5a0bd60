import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import type { BagFile } from '../../../platform/archives';
import { VaultDatabase } from '../../../platform/database';
import { type ItemDescription, ItemFacts } from '../../../records/media';
import { json } from '../bundle/bundle-files';
import type { EvidenceRequest } from '../bundle/claim';
import type { ReportOrder } from '../report/report-writer';
import { ProductionRepository } from './production.repository';

const itemsAtOnce = 200;
const csvColumns = ['item', 'path', 'class', 'content_type', 'bytes', 'sha256', 'received_at', 'channel'] as const;

/** What makes an evidence bundle a production: the order that it answers, and a load manifest (EDRM). */
@Injectable()
export class ProductionFiles {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: ProductionRepository,
    private readonly facts: ItemFacts,
  ) {}

  /** A production is about its items, as they were frozen. */
  async withItems(context: RequestContext, request: EvidenceRequest): Promise<EvidenceRequest> {
    const { production } = request;
    if (production === undefined) return request;
    const media = await this.vault.read(context, (tx) => this.repository.systemItems(tx, production));
    return { ...request, query: { media } };
  }

  async *files({
    context,
    request,
    at,
    survey,
  }: ReportOrder & { readonly context: RequestContext }): AsyncGenerator<BagFile> {
    if (request.production === undefined) return;
    yield json('data/production.json', await this.#order(context, request.production, at));
    yield { path: 'data/load-manifest.csv', content: this.#manifest(context, survey.media) };
  }

  /** Nothing of holds or of other matters: they are not this authority's. */
  async #order(context: RequestContext, id: Id, at: Date): Promise<object> {
    const { production, approvals } = await this.vault.read(context, async (tx) => {
      const found = await this.repository.systemGet(tx, id);
      const given = found.approval === null ? [] : await this.repository.systemApprovals(tx, found.approval);
      return { production: found, approvals: given };
    });
    const { reference, authority, legalBasis, scope, items, withheld, itemsSha256 } = production;
    return {
      format: 'strongroom/production/v1',
      id,
      order: { reference, authority, legalBasis, scope },
      items,
      quarantinedNotProduced: withheld,
      itemsSha256,
      content: 'as received, not redacted, not re-encoded',
      requested: { by: production.requestedBy, at: production.requestedAt },
      approved: approvals,
      made: { by: context.actor.id, at },
      secondsFromRequest: Math.round((at.getTime() - production.requestedAt.getTime()) / 1000),
    };
  }

  async *#manifest(context: RequestContext, media: readonly Id[]): AsyncGenerator<Buffer> {
    yield Buffer.from(`${csvColumns.join(',')}\r\n`);
    for (let from = 0; from < media.length; from += itemsAtOnce) {
      const page = await this.facts.describe(context, media.slice(from, from + itemsAtOnce));
      yield Buffer.from(page.map((item) => `${csvCells(item).join(',')}\r\n`).join(''));
    }
  }
}

/** Ids, codes, numbers and times: nothing that a person typed, so nothing to quote. */
function csvCells({
  media,
  contentType,
  length,
  contentSha256,
  receivedAt,
  channel,
  ...item
}: ItemDescription): string[] {
  const path = `data/items/${media}`;
  return [
    media,
    path,
    item.class,
    contentType ?? '',
    String(length),
    contentSha256 ?? '',
    receivedAt.toISOString(),
    channel,
  ];
}
