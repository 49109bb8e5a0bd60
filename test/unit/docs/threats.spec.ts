import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const page = readFileSync(resolve('docs', 'threats.md'), 'utf8');
const named = [...page.matchAll(/`((?:test|src)\/[^`]+\.ts)` › ([^·|]+?) *(?=·|\|)/g)].map(
  ([, file = '', title = '']) => [file, title] as const,
);
const rows = page.split('\n').filter((line) => /^\| (?!-|threat|fault|id)/.test(line));

describe('the page of threats', () => {
  it('names tests', () => {
    expect(named.length).toBeGreaterThan(60);
  });

  it.each(named)('%s has: %s', (file, title) => {
    const source = readFileSync(resolve(file), 'utf8');
    expect(["'", '"', '`'].some((quote) => source.includes(`${quote}${title}${quote}`))).toBe(true);
  });

  it('answers every row', () => {
    for (const row of rows) expect([row, /` › |Later: |Not here: /.test(row)]).toEqual([row, true]);
  });
});
