import { documentLanguages, Typesetter } from '../../../platform/documents';
import { type GivenLetter, letterDocument } from './letter-document';

const letter = (change: Partial<GivenLetter> = {}): GivenLetter => ({
  id: '3f2b8a52-1d3e-4c59-9a1f-7c0f8d4b1e11',
  language: 'en',
  answeredAt: new Date('2026-03-10T10:00:00Z'),
  text: 'First.\n\nSecond, #not code [at all] $x$.\n\nThird.',
  ...change,
});

describe('a letter', () => {
  it('keeps its words and its paragraphs', () => {
    const { data } = letterDocument(letter(), 'vault.example/log');
    expect(data).toMatchObject({
      day: '10 March 2026',
      paragraphs: ['First.', 'Second, #not code [at all] $x$.', 'Third.'],
    });
  });

  it.each(documentLanguages)('is PDF/A in %s', async (language) => {
    const pdf = await new Typesetter().pdf(letterDocument(letter({ language }), 'vault.example/log'));
    expect(pdf.toString('latin1')).toMatch(/pdfaid:part>2</);
  });
});
