import type { Request, Response } from 'express';
import { isNotModified } from '../../../platform/http';
import { etagOfMedia } from './complete-facts';
import type { Receipt } from '../intake/media-intake';
import { MediaDto } from '../media.dto';
import type { ShownMedia } from './names';
import type { ContentRequest } from '../opening/content';

/** 201 with the item's address; a repeat says so. */
export function received(response: Response, { media, repeated }: Receipt): MediaDto {
  response.setHeader('Location', `/v1/media/${media.row.id}`);
  if (repeated) response.setHeader('Idempotency-Replayed', 'true');
  return withTag(response, media);
}

/** The item with its ETag; 304 without a body where the caller has it. */
export function shown(request: Request, response: Response, media: ShownMedia): MediaDto | undefined {
  const dto = withTag(response, media);
  if (!isNotModified(request.headers['if-none-match'], etagOfMedia(media.row))) return dto;
  response.status(304);
  return undefined;
}

export function withTag(response: Response, media: ShownMedia): MediaDto {
  response.setHeader('ETag', etagOfMedia(media.row));
  response.setHeader('Cache-Control', 'private, no-store');
  return MediaDto.of(media);
}

/** What a request for content says about ranges and conditions. */
export function contentRequest({ method, headers }: Request): ContentRequest {
  const { range } = headers;
  return { method, range, ifRange: text(headers['if-range']), ifNoneMatch: text(headers['if-none-match']) };
}

function text(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}
