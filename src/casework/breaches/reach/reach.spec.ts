import { exposureIn } from './reach';
import { readingsSql } from './readings-sql';

const at = (text: string): Date => new Date(text);
const period = { from: at('2026-03-01T00:00:00Z'), to: at('2026-04-01T00:00:00Z') };

describe('the reach of a key', () => {
  it('is the part of the period in which it lived', () => {
    const life = { from: at('2026-03-10T00:00:00Z'), to: at('2026-03-17T00:00:00Z') };
    expect(exposureIn(period, life)).toEqual(life);
    expect(exposureIn(period, { from: at('2026-01-01T00:00:00Z'), to: null })).toEqual(period);
  });

  it('is nothing where the two do not meet', () => {
    expect(exposureIn(period, { from: at('2026-04-01T00:00:00Z'), to: null })).toBeNull();
    expect(exposureIn(period, { from: at('2026-01-01T00:00:00Z'), to: period.from })).toBeNull();
  });
});

describe('readings', () => {
  const query = { from: '2026-03-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z', actor: null };
  const sources = (change: object, family: string[] | null = null): string[] => {
    const parameters: unknown[] = [];
    return readingsSql({ query: { ...query, ...change }, family }, (value) => `$${parameters.push(value)}`).split(
      'UNION ALL',
    );
  };

  it('come from log, bundles and store', () => {
    expect(sources({}).map((source) => /FROM (\S+)/.exec(source)?.[1])).toEqual([
      'audit.leaf',
      'audit.leaf',
      'reconciliation.store_read',
    ]);
  });

  it('of one actor cannot be the store’s', () => {
    expect(sources({ actor: '3f2b8a52-1d3e-4c59-9a1f-7c0f8d4b1e11' }).join()).not.toContain('reconciliation');
  });
});
