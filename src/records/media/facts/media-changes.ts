import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import type { Disclosure } from '../../../platform/settings';
import type { TicketReference } from '../../tickets';
import { CompleteFacts, type GivenLater } from './complete-facts';
import { Disclosures } from './disclosures';
import { LinkMedia } from './link-media';
import { NamesOfMedia, type ShownMedia } from './names';

/** Changes of an item's facts, answered with the item as the caller then sees it. */
@Injectable()
export class MediaChanges {
  constructor(
    private readonly facts: CompleteFacts,
    private readonly links: LinkMedia,
    private readonly disclosures: Disclosures,
    private readonly names: NamesOfMedia,
  ) {}

  async complete(context: RequestContext, id: Id, given: GivenLater, ifMatch: string | undefined): Promise<ShownMedia> {
    return this.names.showOne(context, await this.facts.complete(context, id, given, ifMatch));
  }

  async disclose(context: RequestContext, id: Id, disclosure: Disclosure): Promise<ShownMedia> {
    return this.names.showOne(context, await this.disclosures.set(context, id, disclosure));
  }

  async link(context: RequestContext, id: Id, ticket: TicketReference): Promise<ShownMedia> {
    return this.names.showOne(context, await this.links.link(context, id, ticket));
  }
}
