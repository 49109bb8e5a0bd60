import { join } from 'node:path';
import { loadPolicyData } from '../../../platform/settings';
import { declaredType, reasonsAgainst, type ReleaseFacts } from './release';

const policy = loadPolicyData(join(__dirname, '../../../../config'));
const complete: ReleaseFacts = {
  documentClass: 'passport',
  jurisdiction: 'DE',
  legalBasis: 'contract',
  declaredType: 'image/jpeg',
  extension: 'jpg',
  length: 1000,
};
const against = (facts: Partial<ReleaseFacts>, type: string | null = 'image/jpeg'): string[] =>
  reasonsAgainst(policy, { ...complete, ...facts }, { type, marks: [] });

describe('the release rule', () => {
  it('releases what agrees and is complete', () => expect(against({})).toEqual([]));
  it('asks for no name and no declared type', () =>
    expect(against({ declaredType: null, extension: null })).toEqual([]));
  it('knows other names of a type', () =>
    expect(against({ declaredType: 'image/pjpeg', extension: 'jpeg' })).toEqual([]));

  const refused: [string, Partial<ReleaseFacts>, string | null, string[]][] = [
    ['unknown content', {}, null, ['type_unknown']],
    ['a type that nobody allows', {}, 'image/gif', ['type_not_allowed']],
    ['SVG', { declaredType: 'image/svg+xml' }, 'image/svg+xml', ['type_not_allowed']],
    [
      'a type that the class does not allow',
      { declaredType: null, extension: null },
      'video/mp4',
      ['type_not_allowed_for_class'],
    ],
    ['another type than declared', { declaredType: 'image/png' }, 'image/jpeg', ['declared_type_differs']],
    ['another extension than its type', { extension: 'html' }, 'image/jpeg', ['extension_differs']],
    ['more than its type may have', { length: 101 * 1024 * 1024 }, 'image/jpeg', ['type_too_long']],
    ['an item without a class', { documentClass: 'unknown' }, 'image/jpeg', ['class_missing']],
    ['an item without a jurisdiction', { jurisdiction: null }, 'image/jpeg', ['jurisdiction_missing']],
    ['an item without a legal basis', { legalBasis: null }, 'image/jpeg', ['legal_basis_missing']],
  ];
  it.each(refused)('holds back %s', (_title, facts, type, reasons) => expect(against(facts, type)).toEqual(reasons));

  it('holds back what is two things at once', () => {
    expect(reasonsAgainst(policy, complete, { type: 'image/jpeg', marks: ['zip_inside'] })).toEqual(['zip_inside']);
  });

  it('takes octet-stream for no declaration', () => {
    expect(declaredType('application/octet-stream')).toBeNull();
    expect(declaredType('Image/JPEG; charset=x')).toBe('image/jpeg');
    expect(declaredType(undefined)).toBeNull();
  });
});
