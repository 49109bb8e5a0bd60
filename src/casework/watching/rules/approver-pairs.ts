import type { Id } from '../../../kernel';
import type { Finding } from './rules';

/** How often one person gave another what they had asked for, in the last 28 days. */
export interface ApproverPair {
  readonly approver: Id;
  readonly requester: Id;
  readonly count: number;
  /** Newest entry of the pair, and its time. */
  readonly n: number;
  readonly at: number;
}

const fewest = 10;
const share = 0.8;

/** Approvers who serve one requester nearly alone, where others ask as well: with a single requester there is nothing odd. */
export function findApproverPairs(pairs: readonly ApproverPair[]): Finding[] {
  const requesters = new Set(pairs.map(({ requester }) => requester));
  if (requesters.size < 3) return [];
  return pairs
    .map((pair) => ({ ...pair, given: sum(pairs.filter(({ approver }) => approver === pair.approver)) }))
    .filter(({ count, given }) => given >= fewest && count / given > share)
    .map(({ approver, n, at, count, given }) => ({
      rule: 'approver_pair',
      actor: approver,
      from: n,
      n,
      at,
      seen: count,
      usual: given,
    }));
}

function sum(pairs: readonly ApproverPair[]): number {
  return pairs.reduce((total, { count }) => total + count, 0);
}
