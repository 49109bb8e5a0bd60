import { orderOf } from './order';

describe('an order for evidence', () => {
  it('asks for what the filters show', () => {
    const order = orderOf({ media: 'm', ticket: 'own/KYC 47/11', class: undefined, from: '2026-11-01T00:00:00Z' });
    expect(order).toEqual({
      from: '2026-11-01T00:00:00Z',
      query: { media: 'm', ticket: { system: 'own', id: 'KYC 47/11' } },
    });
  });

  it('begins with the log for all time', () => {
    expect(orderOf({ from: 'all' })).toEqual({ query: {} });
  });
});
