import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { type MaskedCopy, MediaPeopleRepository } from '../../../records/media';
import { type ItemKeeping, ItemKeepingRepository } from './item-keeping.repository';

/** An item of somebody else on which the person is, as the manifest names it. */
interface Elsewhere {
  readonly item: Id;
  readonly class: string;
  readonly decision: 'give_masked';
  readonly provision: 'Art 15(4)';
  readonly keptUntil: null;
}

/** What a manifest says of items. What several people are on is in no copy; a masked copy of it is, as an item of the one person whom it shows. */
@Injectable()
export class ManifestFacts {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly keeping: ItemKeepingRepository,
    private readonly people: MediaPeopleRepository,
  ) {}

  async of(
    { context, subjects }: { readonly context: RequestContext; readonly subjects: readonly Id[] },
    own: readonly Id[],
  ): Promise<{
    readonly kept: ReadonlyMap<Id, ItemKeeping>;
    readonly masked: MaskedCopies;
    readonly elsewhere: readonly Elsewhere[];
  }> {
    return this.vault.read(context, async (tx) => {
      const others = await this.people.systemListAppearances(tx, subjects);
      const copies = await this.people.systemListCopies(tx, [...own, ...others.map(({ media }) => media)]);
      const elsewhere = others.map(({ media, class: documentClass }): Elsewhere => ({
        ...{ item: media, class: documentClass, decision: 'give_masked', provision: 'Art 15(4)', keptUntil: null },
      }));
      return { kept: await this.keeping.systemList(tx, own), masked: new MaskedCopies(copies), elsewhere };
    });
  }
}

/** Which copy is whose. */
export class MaskedCopies {
  constructor(private readonly copies: readonly MaskedCopy[]) {}

  sourceOf(copy: Id): Id | null {
    return this.copies.find(({ media }) => media === copy)?.source ?? null;
  }

  /** The copy that the package has; null where there is none, and the item is left out. */
  copyOf(source: Id, given: ReadonlySet<Id>): Id | null {
    return this.copies.find((copy) => copy.source === source && given.has(copy.media))?.media ?? null;
  }
}
