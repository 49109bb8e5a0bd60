import { emptyScope, scopeOf } from './hold-scope';

describe('the scope of a hold', () => {
  it('is none while nothing is named', () => {
    expect(scopeOf({ ...emptyScope, from: '2026-01-01' })).toBeNull();
  });

  it('takes tickets with and without their system', () => {
    const scope = scopeOf({ ...emptyScope, tickets: 'KYC-4711\nzendesk/12\nKYC-4711' });
    expect(scope?.tickets).toEqual([
      { system: 'own', id: 'KYC-4711' },
      { system: 'zendesk', id: '12' },
    ]);
  });

  it('takes an item by its address', () => {
    expect(scopeOf({ ...emptyScope, media: 'https://vault.example/item/abc, def' })?.media).toEqual(['abc', 'def']);
  });

  it('ends with its last day', () => {
    const scope = scopeOf({ ...emptyScope, classes: ['passport'], from: '2026-01-01', to: '2026-01-31' });
    const [from, to] = [new Date(scope?.receivedFrom ?? 0), new Date(scope?.receivedTo ?? 0)];
    expect((to.getTime() - from.getTime()) / 86_400_000).toBe(31);
  });
});
