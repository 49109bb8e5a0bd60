import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SettingsInvalid } from './load-settings';
import { loadPolicyData } from './policy-data';

describe('policy data', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'policy-'));
    cpSync(resolve('config'), folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const change = (file: string, edit: (items: Record<string, unknown>[]) => void): void => {
    const path = join(folder, `${file}.json`);
    const content = JSON.parse(readFileSync(path, 'utf8')) as { items: Record<string, unknown>[] };
    edit(content.items);
    writeFileSync(path, JSON.stringify(content));
  };

  it('is valid as shipped', () => {
    expect(loadPolicyData(folder).documentClasses.length).toBeGreaterThan(10);
  });

  it('has a hash that follows its content', () => {
    const before = loadPolicyData(folder).hash;
    change('purposes', (items) => (items[0] = { ...items[0], name: 'Another name' }));
    expect(loadPolicyData(folder).hash).not.toBe(before);
  });

  it.each([
    ['an unknown member', 'purposes', (items: Record<string, unknown>[]) => (items[0] = { ...items[0], extra: true })],
    ['a missing member', 'document-classes', (items: Record<string, unknown>[]) => delete items[0]?.['kyc']],
    ['a doubled code', 'purposes', (items: Record<string, unknown>[]) => items.push({ ...items[0] })],
    [
      'an unknown media type',
      'document-classes',
      (items: Record<string, unknown>[]) => (items[0] = { ...items[0], types: ['image/svg+xml'] }),
    ],
    [
      'an unknown role',
      'purposes',
      (items: Record<string, unknown>[]) => (items[0] = { ...items[0], roles: ['root'] }),
    ],
    [
      'a dangling parent',
      'jurisdictions',
      (items: Record<string, unknown>[]) => (items[0] = { ...items[0], parent: 'XX' }),
    ],
    ['a missing role', 'roles', (items: Record<string, unknown>[]) => items.pop()],
    [
      'a second text of the same day',
      'retention-schedules',
      (items: Record<string, unknown>[]) => items.push({ ...items[0] }),
    ],
    [
      'an unknown period',
      'retention-schedules',
      (items: Record<string, unknown>[]) => (items[0] = { ...items[0], min: '5 years' }),
    ],
    [
      'an unlisted event',
      'retention-schedules',
      (items: Record<string, unknown>[]) =>
        (items[0] = { ...items[0], trigger: { mode: 'latest', events: ['NEVER'], counts: 'occurred' } }),
    ],
    ['a root without calendar', 'jurisdictions', (items: Record<string, unknown>[]) => delete items[0]?.['holidays']],
  ] as const)('refuses %s', (_what, file, edit) => {
    change(file, (items) => void edit(items));
    expect(() => loadPolicyData(folder)).toThrow(SettingsInvalid);
  });

  it.each([
    ['minRef', 'it has a minimum; name the law in minRef, or take min out'],
    ['max', 'it has neither minimum nor maximum'],
  ])('says what a row lacks: %s', (member, sentence) => {
    change('retention-schedules', (items) => {
      const row = items.find(({ id }) => id === (member === 'max' ? 'P24' : 'P02'));
      if (row) row[member] = null;
    });
    expect(() => loadPolicyData(folder)).toThrow(sentence);
  });

  it('wants a reason for every maximum', () => {
    change('retention-schedules', (items) => items.forEach((row) => row['id'] === 'P24' && (row['maxReason'] = null)));
    expect(() => loadPolicyData(folder)).toThrow('say why in maxReason');
  });

  it('wants a law or a marked choice', () => {
    change('retention-schedules', (items) => items.forEach((row) => row['id'] === 'P24' && (row['choice'] = false)));
    expect(() => loadPolicyData(folder)).toThrow('mark it with "choice": true');
  });
});
