import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCodes } from '../../../src/kernel';
import { auditTypes } from '../../../src/trust/audit/event-types';
import english from './en.json';

const source = join(__dirname, '..');

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return /(?<!\.spec)\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** Every leaf of the catalogue, plural endings taken off. */
function keysOf(catalogue: object, before = ''): string[] {
  return Object.entries(catalogue).flatMap(([name, value]) =>
    typeof value === 'object'
      ? keysOf(value as object, `${before}${name}.`)
      : [`${before}${name}`.replace(/_(zero|one|other)$/, '')],
  );
}

const known = new Set([...keysOf(english), ...Object.keys(english.acts).map((type) => `acts.${type}`)]);

describe('the English catalogue', () => {
  it('has every text that the pages name', () => {
    const named = files(source).flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\bt\(\s*'([\w.]+)'/g)].map(([, key]) => key ?? ''),
    );
    expect(named.filter((key) => !known.has(key))).toEqual([]);
    expect(named.length).toBeGreaterThan(100);
  });

  it('has a word for every kind of entry', () => {
    expect(Object.keys(auditTypes).filter((type) => !(type in english.acts))).toEqual([]);
  });

  it('explains the refusals that a person can meet', () => {
    const explained = Object.keys(english.problem).filter((code) => !['no_answer', 'cancelled'].includes(code));
    expect(explained.filter((code) => !(errorCodes as readonly string[]).includes(code))).toEqual([]);
  });
});
