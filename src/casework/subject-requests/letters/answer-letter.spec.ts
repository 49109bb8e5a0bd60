import { requestRegimes } from '../../../lifecycle/retention';
import { itemDecisions, type ItemPlan } from '../plan/plan';
import { answerLetter, type Answered, letterFor, remediesOf } from './answer-letter';
import { letterWords } from './letter-words';

const languages = ['en', 'de', 'hi'] as const;
const contact = 'dpo@example.org';
const request = (change: Partial<Answered> = {}): Answered => ({
  id: '3f2b8a52-1d3e-4c59-9a1f-7c0f8d4b1e11',
  regime: 'GDPR',
  language: 'en',
  state: 'planned',
  type: 'erasure',
  controller: null,
  instruction: null,
  refused: null,
  receivedAt: new Date('2026-03-10T10:00:00Z'),
  ...change,
});
const item = (change: Partial<ItemPlan>): ItemPlan => ({
  media: '8c5d0d6e-4c0a-4a57-8a5c-1df0b4f3c001',
  decision: 'erase',
  code: 'R2',
  provision: null,
  because: [],
  until: null,
  ...change,
});
const kept = item({ decision: 'keep_by_law', provision: 'Art 17(3)(b)', until: new Date('2031-12-31T12:00:00Z') });

describe('an answer letter', () => {
  it.each(languages)('in %s names remedies and contact', (language) => {
    for (const regime of requestRegimes) {
      const text = answerLetter(request({ language, regime }), [kept], contact);
      expect(text).toContain(remediesOf({ language, regime }));
      expect(text.endsWith(contact)).toBe(true);
    }
  });

  it('says what stays, by which law, until when', () => {
    const text = answerLetter(request(), [kept, kept, item({})], contact);
    expect(text).toContain('2 of your files must be kept by law.');
    expect(text).toContain('Art 17(3)(b)');
    expect(text).toContain('31 December 2031');
    expect(text).toContain('1 of your files will be erased');
  });

  it('invents no day that is not known', () => {
    const text = answerLetter(request({ language: 'de' }), [{ ...kept, until: null }], contact);
    expect(text).toContain('Der Tag steht noch nicht fest.');
  });

  it.each(languages)('in %s asks the controller, and tells what it did', (language) => {
    const asked = request({ language, controller: 'Example Bank', state: 'received' });
    expect(letterFor(asked, [], contact)).toContain('Example Bank');
    expect(letterFor(asked, [kept], contact)).not.toContain(remediesOf(asked));
    const told = letterFor({ ...asked, instruction: 'W-7', state: 'carried_out' }, [kept], contact);
    expect(told).toMatch(/W-7[^]*\n\n/);
    expect(told.endsWith(answerLetter(request({ language }), [kept], contact))).toBe(true);
  });

  it('gives ground and article of a refusal', () => {
    const refused = { ground: 'manifestly_excessive', article: 'GDPR Art 12(5)(b)', approval: 'x' } as const;
    const text = answerLetter(request({ state: 'refused', refused }), [kept], contact);
    expect(text).toContain('We do not act on your request (GDPR Art 12(5)(b)). It is manifestly excessive.');
    expect(text).not.toContain('kept by law');
  });

  it('says that nothing was found', () => {
    expect(answerLetter(request(), [], contact)).toContain('hold no files about you');
  });

  it.each(languages)('in %s never tells what is secret', (language) => {
    const secret = item({ media: '8c5d0d6e-4c0a-4a57-8a5c-1df0b4f3c002', decision: 'omit', code: 'R6' });
    for (const plan of [[], [kept], [kept, item({})]])
      expect(answerLetter(request({ language }), [...plan, secret], contact)).toBe(
        answerLetter(request({ language }), plan, contact),
      );
  });

  it('has a sentence for each decision that tells', () => {
    for (const language of languages)
      expect(itemDecisions.filter((decision) => letterWords[language].decisions[decision] === undefined)).toEqual([
        'none',
        'omit',
      ]);
  });
});
