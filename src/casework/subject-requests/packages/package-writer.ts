import { Inject, Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { bag, type BagFile } from '../../../platform/archives';
import { POLICY_DATA, type PolicyData } from '../../../platform/settings';
import { ItemCopies, type ItemDescription, ItemFacts } from '../../../records/media';
import { EvidenceSigner } from '../../../trust/keys';
import { known } from '../plan/plan';
import type { PlannedItem } from '../plan/plan.repository';
import type { SubjectRequest } from '../request';
import type { ItemKeeping } from './item-keeping.repository';
import { given } from './package';
import { ManifestFacts } from './manifest-facts';
import { PackageAccesses } from './package-accesses';
import { packageWords } from './package-words';

const itemsAtOnce = 200;

/** What one package is made from. */
export interface PackageWork {
  readonly id: Id;
  readonly at: Date;
  readonly context: RequestContext;
  readonly signal: AbortSignal;
  readonly request: SubjectRequest;
  readonly subjects: readonly Id[];
  readonly plan: readonly PlannedItem[];
  readonly ticket: { readonly system: string; readonly id: string };
}

/** Writes packages as one stream in constant memory: a BagIt folder, signed, that anybody can open and check. */
@Injectable()
export class PackageWriter {
  constructor(
    private readonly facts: ItemFacts,
    private readonly copies: ItemCopies,
    private readonly said: ManifestFacts,
    private readonly accesses: PackageAccesses,
    private readonly signer: EvidenceSigner,
    @Inject(POLICY_DATA) private readonly policy: PolicyData,
  ) {}

  write(work: PackageWork): AsyncGenerator<Buffer> {
    return bag({
      folder: `data-of-request-${work.request.id}`,
      info: { 'Bag-Software-Agent': 'Strongroom', 'External-Identifier': work.id },
      madeAt: work.at,
      files: this.#files(work),
      sign: (sha256) => this.signer.sign(sha256),
    });
  }

  async *#files(work: PackageWork): AsyncGenerator<BagFile> {
    const { context, request, plan, ticket, signal } = work;
    const described = await this.#describe(context, given(plan));
    yield { path: 'README.txt', content: Buffer.from(packageWords[request.language](request.id)) };
    yield { path: 'data/manifest.json', content: await this.#manifest(work, described) };
    // What a portability request asks for is the data that the person gave, and not who saw it (GDPR Art 20(1)).
    if (request.type === 'access')
      yield { path: 'data/accesses.jsonl', content: this.accesses.lines(context, work.subjects, work.at) };
    for (const item of described)
      yield {
        path: this.#pathOf(item),
        content: this.copies.content(context, { mediaId: item.media, ticket, purpose: 'subject_request' }, signal),
      };
  }

  async #manifest(work: PackageWork, described: readonly ItemDescription[]): Promise<Buffer> {
    const { request, at } = work;
    const plan = known(work.plan);
    const { kept, masked, elsewhere } = await this.said.of(
      work,
      plan.map(({ media }) => media),
    );
    const copied = new Set(described.map(({ media }) => media));
    const items = described.map((item) => ({
      ...itemOf(item, kept.get(item.media)),
      ...{ path: this.#pathOf(item), maskedCopyOf: masked.sourceOf(item.media) },
    }));
    const own = plan
      .filter(({ media }) => !copied.has(media))
      .map(({ media, class: documentClass, decision, provision }) => ({
        ...{ item: media, class: documentClass, decision, provision },
        keptUntil: kept.get(media)?.keptUntil ?? null,
      }));
    const withoutCopy = [...own, ...elsewhere].map((one) => ({ ...one, maskedCopy: masked.copyOf(one.item, copied) }));
    const { id, type, regime, receivedAt } = request;
    const manifest = {
      ...{ format: 'strongroom/access-package/v1', madeAt: at, request: { id, type, regime, receivedAt } },
      ...{ items, withoutCopy },
    };
    return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  }

  async #describe(context: RequestContext, items: readonly PlannedItem[]): Promise<ItemDescription[]> {
    const described: ItemDescription[] = [];
    for (let from = 0; from < items.length; from += itemsAtOnce) {
      const page = items.slice(from, from + itemsAtOnce).map(({ media }) => media);
      described.push(...(await this.facts.describe(context, page)));
    }
    return described;
  }

  #pathOf({ media, contentType }: ItemDescription): string {
    const extension = this.policy.mediaTypes.find(({ type }) => type === contentType)?.extensions[0];
    return `data/items/${media}${extension === undefined ? '' : `.${extension}`}`;
  }
}

const nothingKnown: Omit<ItemKeeping, 'media'> = {
  ...{ purpose: null, legalBasis: null, jurisdiction: null, restricted: false, keptUntil: null },
  ...{ rows: [], recipients: [], recipientCategories: [] },
};

function itemOf(item: ItemDescription, kept: ItemKeeping | undefined) {
  const { media, contentType, length, receivedAt, channel, contentSha256, fileName } = item;
  const { purpose, legalBasis, jurisdiction, restricted, keptUntil, rows, ...given } = kept ?? nothingKnown;
  return {
    ...{ item: media, class: item.class, fileName, contentType, length, sha256: contentSha256, receivedAt, channel },
    ...{ purpose, legalBasis, jurisdiction, restricted, keptUntil, keptBy: rows },
    ...{ recipients: given.recipients, recipientCategories: given.recipientCategories },
  };
}
