import { newId } from '../../../kernel';
import type { EvidenceLeaf } from '../../../trust/audit';
import { entitlementsOf } from './entitlements';

const [anna, program] = [newId(), newId()];
const leaf = (n: number, type: string, change: object = {}): EvidenceLeaf =>
  ({ n, event: { type, decision: 'allow', reason: null, obj: { object: anna, part: null }, ...change } }) as never;
const role = (n: number, part: string, reason: string): EvidenceLeaf =>
  leaf(n, 'account.roles.changed', { obj: { object: anna, part }, reason });

describe('entitlements', () => {
  it('follow roles added and removed', () => {
    const leaves = [
      leaf(0, 'account.created'),
      role(1, 'dpo', 'added'),
      role(2, 'legal', 'added'),
      role(3, 'dpo', 'removed'),
    ];
    expect(entitlementsOf(leaves).people).toEqual([
      { id: anna, roles: ['legal'], locked: false, entries: [0, 1, 2, 3] },
    ]);
  });

  it('know who is locked', () => {
    const locked = [leaf(0, 'account.created'), leaf(1, 'account.locked')];
    expect(entitlementsOf(locked).people[0]?.locked).toBe(true);
    expect(entitlementsOf([...locked, leaf(2, 'account.unlocked')]).people[0]?.locked).toBe(false);
  });

  it('know programs until they are removed', () => {
    const created = leaf(4, 'client.created', { obj: { object: program, part: null } });
    expect(entitlementsOf([created]).clients).toEqual([{ id: program, entry: 4 }]);
    const removed = leaf(5, 'client.removed', { obj: { object: program, part: null } });
    expect(entitlementsOf([created, removed]).clients).toEqual([]);
  });

  it('ignore what was refused', () => {
    expect(entitlementsOf([leaf(0, 'account.locked', { decision: 'deny' })]).people).toEqual([]);
  });
});
