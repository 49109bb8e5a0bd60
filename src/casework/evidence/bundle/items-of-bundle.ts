import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { Typesetter } from '../../../platform/documents';
import { Installation } from '../../../platform/settings';
import { ItemCopies, type ItemDescription, ItemFacts } from '../../../records/media';
import { OpeningMissing } from '../evidence.errors';
import { ProductionFiles } from '../productions/production-files';
import type { ReportOrder } from '../report/report-writer';
import type { BagFile } from '../../../platform/archives';
import { bsa63, bsa63Template, printedBsa63 } from './bsa-63';
import { json } from './bundle-files';

const itemsAtOnce = 200;

/** What every file of one bundle is made from. */
export interface BundleWork extends ReportOrder {
  readonly context: RequestContext;
  readonly signal: AbortSignal;
}

/** The items that a bundle's entries name: described, and (where asked for) with their bytes. */
@Injectable()
export class ItemsOfBundle {
  constructor(
    private readonly facts: ItemFacts,
    private readonly copies: ItemCopies,
    private readonly installation: Installation,
    private readonly typesetter: Typesetter,
    private readonly productions: ProductionFiles,
  ) {}

  async *files(work: BundleWork): AsyncGenerator<BagFile> {
    const { context, survey, request, signal, id, at, frame } = work;
    const described: ItemDescription[] = [];
    for (let from = 0; from < survey.media.length; from += itemsAtOnce)
      described.push(...(await this.facts.describe(context, survey.media.slice(from, from + itemsAtOnce))));
    const withBytes = request.content === 'bytes';
    const lines = described.map((item) => JSON.stringify({ ...item, path: withBytes ? pathOf(item.media) : null }));
    yield { path: 'data/items.jsonl', content: Buffer.from(lines.map((line) => `${line}\n`).join('')) };
    const { origin } = frame.checkpoint;
    const form = bsa63({ id, vault: this.installation.vaultId, origin, at }, described);
    yield json('data/certificates/bsa-63.json', form);
    const pdf = await this.typesetter.pdf({ template: bsa63Template, data: printedBsa63(form), at });
    yield { path: 'data/certificates/bsa-63.pdf', content: pdf };
    yield* this.productions.files(work);
    if (!withBytes) return;
    if (request.opening === undefined) throw new OpeningMissing();
    for (const { media } of described)
      yield {
        path: pathOf(media),
        content: this.copies.content(context, { mediaId: media, ...request.opening }, signal),
      };
  }
}

function pathOf(media: Id): string {
  return `data/items/${media}`;
}
