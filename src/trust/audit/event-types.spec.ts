import { auditTypes, isAuditType, operationOf, typesOfAreas } from './event-types';

describe('the list of types', () => {
  it('has only names that fit a leaf', () => {
    for (const name of Object.keys(auditTypes)) expect(name).toMatch(/^[a-z_]+(\.[a-z_]+)+$/);
  });

  it('calls every denial a refusal', () => {
    const denials = Object.keys(auditTypes).filter((name) => name.endsWith('.denied'));
    expect(denials.filter(isAuditType).map(operationOf)).toEqual(denials.map(() => 'refusal'));
  });

  it('is closed', () => {
    expect(['toString', '__proto__', 'media.opened', ''].some(isAuditType)).toBe(false);
  });

  it('keeps the areas of two administrators apart', () => {
    const people = typesOfAreas(['people']);
    const keys = typesOfAreas(['keys']);
    expect(people).toContain('account.created');
    expect(keys).toContain('keys.subject.rekeyed');
    expect([...people, ...keys].filter((name) => name.startsWith('media.'))).toEqual([]);
    expect(people.filter((name) => keys.includes(name))).toEqual([]);
  });
});
