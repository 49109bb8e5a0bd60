import { type Draft, isMissing } from './authority-notice';
import type { Facts } from './facts';
import { personWords } from './person-words';

export const noticeLanguages = ['en', 'de', 'hi'] as const;
export type NoticeLanguage = (typeof noticeLanguages)[number];

const told = ['occurred', 'summary', 'consequences', 'measures', 'safetySteps', 'contact'] as const;

/** The draft of a letter to a person. What staff wrote is quoted as they wrote it: somebody translates it. */
export function personNotice(language: NoticeLanguage, reference: string, facts: Facts): Draft {
  const words = personWords[language];
  const say = (name: (typeof told)[number]): string =>
    words[name](isMissing(facts[name]) ? words.notKnown : facts[name]);
  const middle = (['summary', 'occurred', 'consequences', 'measures', 'safetySteps'] as const).map(say);
  return {
    text: [words.opening(reference), ...middle, words.complaint, say('contact')].join('\n\n'),
    missing: told.filter((name) => isMissing(facts[name])),
  };
}
