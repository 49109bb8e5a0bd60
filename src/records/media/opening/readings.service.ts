import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { Id, RequestContext } from '../../../kernel';
import { ticketFromText } from '../intake/given-facts';
import type { ContentRequest } from './content';
import { ContentDelivery } from './content-delivery';
import { Openings } from './openings';
import { ViewClosing } from './view-closing';

/** The headers that every reading of a program names its reason with. */
export interface ReadingHeaders {
  readonly ticket: string | undefined;
  readonly purpose: string | undefined;
}

/** Readings of programs: one request, one opening, two entries. */
@Injectable()
export class Readings {
  constructor(
    private readonly openings: Openings,
    private readonly delivery: ContentDelivery,
    private readonly closing: ViewClosing,
  ) {}

  async content(
    context: RequestContext,
    mediaId: Id,
    headers: ReadingHeaders,
    { request, response }: { request: ContentRequest; response: Response },
  ): Promise<void> {
    const ticket = headers.ticket === undefined ? undefined : ticketFromText(headers.ticket);
    const purpose = headers.purpose?.trim() === '' ? undefined : headers.purpose;
    const range = loggedRange(request.range);
    const opened = await this.openings.open(context, { as: 'read', mediaId, ticket, purpose, range });
    const { licence, media: item } = opened;
    const { id } = licence.facts;
    const outcome = await this.delivery
      .deliver({ context, licence, item, request, response })
      .catch(async (error: unknown) => {
        await this.closing.closeSilent(id, 'unavailable');
        throw error;
      });
    await this.closing.closeSilent(id, outcome);
  }
}

/** What was asked for, as far as it is known before anything is read; how much left stands in the closing entry. */
function loggedRange(header: string | undefined): string {
  const [, from, to] = /^bytes=\s*(\d{1,15})-(\d{1,15})\s*$/.exec(header ?? '') ?? [];
  return from === undefined || to === undefined || Number(to) < Number(from) ? 'all' : `${Number(from)}-${Number(to)}`;
}
