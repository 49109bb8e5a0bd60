import type { ItemPlan } from '../plan/plan';
import type { SubjectRequest } from '../request';
import { type LetterWords, letterWords } from './letter-words';

/** What a letter is written from. */
export type Answered = Pick<
  SubjectRequest,
  'id' | 'type' | 'regime' | 'language' | 'state' | 'refused' | 'receivedAt' | 'controller' | 'instruction'
>;

/** What is written about a request now: to the person, or to the controller for whom their data are processed. */
export function letterFor(request: Answered, plan: readonly ItemPlan[], contact: string): string {
  const { controller, instruction, language } = request;
  if (controller === null) return answerLetter(request, plan, contact);
  if (instruction === null) return forwardingLetter(request, controller, contact);
  return [letterWords[language].instructed(controller, instruction), answerLetter(request, plan, contact)].join('\n\n');
}

/** What the controller gets with the request. Nothing of it is for the person. */
function forwardingLetter(
  { id, type, regime, language, receivedAt }: Answered,
  controller: string,
  contact: string,
): string {
  const words = letterWords[language];
  return [
    words.forwarding(controller, words.types[type], regime),
    words.received(day(receivedAt, language), id),
    words.awaiting,
    words.contact(contact),
  ].join('\n\n');
}

/** The answer to a request, as a draft: what happens to how many items, by which law, until when; remedies and contact. */
export function answerLetter(request: Answered, plan: readonly ItemPlan[], contact: string): string {
  const words = letterWords[request.language];
  return [
    words.opening(day(request.receivedAt, request.language), request.id),
    ...told(request, plan, words),
    words.scope,
    remediesOf(request),
    words.contact(contact),
  ].join('\n\n');
}

/** The paragraph that no answer may lack. */
export function remediesOf({ regime, language }: Pick<SubjectRequest, 'regime' | 'language'>): string {
  return letterWords[language].remedies[regime];
}

function told({ state, refused, language }: Answered, plan: readonly ItemPlan[], words: LetterWords): string[] {
  if (state === 'not_identified') return [words.notIdentified];
  if (refused !== null) return [`${words.refused(refused.article)} ${words.grounds[refused.ground]}`];
  const paragraphs = alike(plan).flatMap((items) => paragraph(items, words, language));
  return paragraphs.length === 0 ? [words.nothing] : paragraphs;
}

/** Items with one answer: the same decision, provision and day. */
function alike(plan: readonly ItemPlan[]): (readonly [ItemPlan, ...ItemPlan[]])[] {
  const groups = new Map<string, [ItemPlan, ...ItemPlan[]]>();
  for (const item of plan) {
    const key = JSON.stringify([item.decision, item.provision, item.until]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

function paragraph(
  items: readonly [ItemPlan, ...ItemPlan[]],
  words: LetterWords,
  language: SubjectRequest['language'],
): string[] {
  const [{ decision, provision, until }] = items;
  const sentence = words.decisions[decision];
  if (sentence === undefined) return [];
  const kept = decision === 'keep_by_law' || decision === 'defer_to_floor';
  const ends = until === null ? words.untilUnknown : words.until(day(until, language));
  return [
    [sentence(items.length), ...(provision === null ? [] : [words.by(provision)]), ...(kept ? [ends] : [])].join(' '),
  ];
}

function day(at: Date, language: SubjectRequest['language']): string {
  return new Intl.DateTimeFormat({ en: 'en-GB', de: 'de-DE', hi: 'hi-IN' }[language], {
    dateStyle: 'long',
    timeZone: 'UTC',
  }).format(at);
}
