import type { DomainEvent } from '../../kernel';
import type { MediaRow } from './media.repository';

/** News about an item, by its new state; whoever plans, reviews or measures subscribes. */
export type MediaNews = 'media.released' | 'media.quarantined';

export function mediaNews(type: MediaNews, media: Pick<MediaRow, 'id' | 'subjectId' | 'class'>): DomainEvent {
  return { type, body: { media: media.id, subject: media.subjectId, class: media.class } };
}
