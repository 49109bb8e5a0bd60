import { type ApproverPair, findApproverPairs } from './approver-pairs';

const pair = (approver: string, requester: string, count: number): ApproverPair => ({
  ...{ approver, requester, count },
  n: 100 + count,
  at: Date.UTC(2026, 10, 1),
});

describe('pairs of approver and requester', () => {
  it('stand out where others ask as well', () => {
    const found = findApproverPairs([pair('a', 'x', 9), pair('a', 'y', 1), pair('b', 'y', 6), pair('b', 'z', 6)]);
    expect(found).toEqual([expect.objectContaining({ rule: 'approver_pair', actor: 'a', seen: 9, usual: 10 })]);
  });

  it('are not odd where few ask', () => {
    expect(findApproverPairs([pair('a', 'x', 50), pair('b', 'y', 1)])).toEqual([]);
  });

  it('need some number to say anything', () => {
    expect(findApproverPairs([pair('a', 'x', 9), pair('b', 'y', 9), pair('b', 'z', 9)])).toEqual([]);
  });
});
