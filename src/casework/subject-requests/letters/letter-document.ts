import { type DocumentOrder, page } from '../../../platform/documents';
import type { SubjectRequest } from '../request';

/** A letter that was given to a person, as the request's file keeps it. */
export interface GivenLetter extends Pick<SubjectRequest, 'id' | 'language'> {
  readonly answeredAt: Date;
  readonly text: string;
}

const template = `${page(false)}
#set text(size: 10pt)
#set par(leading: 0.7em, spacing: 1.2em)
#v(6mm)
#data.day
#v(6mm)
#for paragraph in data.paragraphs [#paragraph #parbreak()]
`;

const titles = { en: 'Answer to your request', de: 'Antwort auf Ihren Antrag', hi: 'आपके अनुरोध का उत्तर' } as const;
const locales = { en: 'en-GB', de: 'de-DE', hi: 'hi-IN' } as const;

/** The letter as a page, word for word. */
export function letterDocument({ id, language, answeredAt, text }: GivenLetter, origin: string): DocumentOrder {
  const day = new Intl.DateTimeFormat(locales[language], { dateStyle: 'long', timeZone: 'UTC' }).format(answeredAt);
  const paragraphs = text.split(/\n{2,}/);
  return { template, at: answeredAt, data: { title: titles[language], id, origin, language, day, paragraphs } };
}
