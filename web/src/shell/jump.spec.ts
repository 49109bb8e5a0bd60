import { suggestionsFor } from './jump';

const id = '9f2c41d8-0d0c-4a51-9d29-5a4a2f6a7c11';
const both = { library: true, log: true, pages: ['/library', '/log', '/breaches'] as const };

describe('the jump field', () => {
  it('opens an item by its id first', () => {
    expect(suggestionsFor(` ${id} `, both)[0]?.destination).toEqual({ to: '/item/$id', params: { id } });
  });

  it('takes a ticket with or without its system', () => {
    expect(suggestionsFor('#ZD-4711', both)[0]?.value).toBe('own/ZD-4711');
    expect(suggestionsFor('zendesk/4711', both)[0]?.value).toBe('zendesk/4711');
  });

  it('offers the log only to its readers', () => {
    expect(suggestionsFor('ZD-4711', { ...both, log: false }).map(({ destination }) => destination.to)).toEqual([
      '/library',
    ]);
  });

  it('finds an entry by its printed number', () => {
    expect(suggestionsFor('1,204,549', both)[0]?.destination).toEqual({ to: '/log', search: { entry: 1_204_549 } });
  });

  it('lists pages after the arrow', () => {
    expect(suggestionsFor('>l', both).map(({ value }) => value)).toEqual(['library', 'log']);
    expect(suggestionsFor('> breach', both).map(({ destination }) => destination.to)).toEqual(['/breaches']);
    expect(suggestionsFor('>people', both)).toEqual([]);
  });
});
