import { newId } from '../../../kernel';
import type { EvidenceLeaf } from '../../../trust/audit';
import { changesOf } from './changes';

const [anna, approval, officer] = [newId(), newId(), newId()];
const actor = { kind: 'user', id: officer, role: 'administrator' };
const leaf = (n: number, type: string, change: object): EvidenceLeaf =>
  ({ n, event: { t: `2026-11-2${n}`, type, actor, decision: 'allow', reason: null, obj: null, ...change } }) as never;
const step = (n: number, type: string, sha256: string): EvidenceLeaf =>
  leaf(n, type, { obj: { object: approval, part: 'audit.prune', sha256 } });

describe('changes of the rules', () => {
  it('name the policy before and after', () => {
    const changed = leaf(3, 'system.policy.changed', { obj: { part: 'policy', sha256: 'aa' }, policy: 'sha256:bb' });
    expect(changesOf([changed]).policies).toMatchObject([{ entry: 3, from: 'sha256:aa', to: 'sha256:bb' }]);
  });

  it('name who gave and took roles', () => {
    const given = leaf(1, 'account.roles.changed', { obj: { object: anna, part: 'dpo' }, reason: 'added' });
    const taken = leaf(2, 'account.roles.changed', { obj: { object: anna, part: 'dpo' }, reason: 'removed' });
    expect(changesOf([given, taken]).roles).toMatchObject([
      { account: anna, role: 'dpo', change: 'added', by: { id: officer, role: 'administrator' } },
      { account: anna, role: 'dpo', change: 'removed' },
    ]);
  });

  it('follow a request from asking to doing', () => {
    const leaves = [
      step(4, 'approval.requested', 'aa'),
      step(5, 'approval.changed', 'bb'),
      step(6, 'approval.given', 'bb'),
      step(7, 'approval.executed', 'bb'),
    ];
    const [history] = changesOf(leaves).approvals;
    expect(history).toMatchObject({ approval, action: 'audit.prune' });
    expect(history?.steps.map(({ step: name, request }) => `${name} ${request ?? ''}`)).toEqual([
      'requested aa',
      'changed bb',
      'given bb',
      'executed bb',
    ]);
  });

  it('ignore what was refused', () => {
    const refused = leaf(1, 'account.roles.changed', { obj: { object: anna, part: 'dpo' }, decision: 'deny' });
    expect(changesOf([refused])).toEqual({ policies: [], roles: [], approvals: [] });
  });
});
