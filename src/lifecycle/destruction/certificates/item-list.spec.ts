import { createHash } from 'node:crypto';
import type { GoingItem } from '../saga/plan-scope';
import { itemLines, ListSummary, type ListSum } from './item-list';

const item = (id: string): GoingItem => ({
  ...{ id, subjectId: 'a-person', class: 'passport', objectId: 'o', objectKey: 'k', objectSha256: 'ab' },
  ...{ dataKeyId: 'd', authority: ['P01 DE', 'sha256:23'], versions: 1 },
});
const sumOf = (...pages: readonly GoingItem[][]): ListSum => {
  const summary = new ListSummary();
  for (const page of pages) summary.add(page);
  return summary.sum;
};

describe('the list of a certificate', () => {
  it('is named by the hash of its bytes', () => {
    const items = [item('1'), item('2')];
    const sha256 = createHash('sha256').update(itemLines(items)).digest('hex');
    expect(sumOf(items)).toEqual({ count: 2, sha256, policies: ['sha256:23'] });
  });

  it('is the same, whatever its pages', () => {
    expect(sumOf([item('1')], [item('2')])).toEqual(sumOf([item('1'), item('2')]));
  });

  it('says nothing of a person', () => {
    expect(itemLines([item('1')])).not.toContain('a-person');
  });
});
