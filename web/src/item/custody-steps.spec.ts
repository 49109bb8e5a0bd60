import type { LogEntry } from '../api/types';
import { custodyOf, sameObject } from './custody-steps';

function entry(n: number, type: string, more: Partial<LogEntry> = {}): LogEntry {
  return {
    n,
    type,
    id: `e${n}`,
    at: '2026-11-12T09:14:00Z',
    sealedAt: '2026-11-12T09:14:00Z',
    actor: { kind: 'system', id: 's', role: null },
    subject: null,
    object: null,
    ticket: null,
    purpose: null,
    grant: null,
    decision: 'allow',
    reason: null,
    range: null,
    bytes: null,
    personal: { actor: null, subject: null },
    leafHash: '',
    ...more,
  };
}

describe('the custody strip', () => {
  it('orders entries and joins openings', () => {
    const steps = custodyOf([
      entry(5, 'view.opened'),
      entry(4, 'view.opened'),
      entry(1, 'media.received'),
      entry(2, 'media.stored'),
    ]);
    expect(steps.map(({ kind, entries }) => [kind, entries.length])).toEqual([
      ['received', 1],
      ['sealed', 1],
      ['viewed', 2],
    ]);
  });

  it('shows a refusal apart from openings', () => {
    const steps = custodyOf([
      entry(1, 'view.opened'),
      entry(2, 'view.opened', { decision: 'deny' }),
      entry(3, 'view.opened'),
    ]);
    expect(steps.map(({ kind }) => kind)).toEqual(['viewed', 'refused', 'viewed']);
  });

  it('claims the same object only when recorded', () => {
    const stored = entry(1, 'media.stored', { object: { sha256: 'aa' } });
    const opened = entry(2, 'view.opened', { object: { sha256: 'aa' } });
    expect(sameObject([stored])).toBeNull();
    expect(sameObject([stored, opened])).toBe(true);
    expect(sameObject([stored, { ...opened, object: { sha256: 'bb' } }])).toBe(false);
  });
});
