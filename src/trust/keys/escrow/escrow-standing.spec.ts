import { newId } from '../../../kernel';
import type { EscrowRow } from './escrow.repository';
import { type EscrowFacts, escrowStanding, escrowState, overdueWith } from './escrow-standing';

const day = (n: number): Date => new Date(Date.UTC(2026, 10, n));

const escrow = (change: Partial<EscrowRow> = {}): EscrowRow => ({
  id: newId(),
  epoch: 4,
  fingerprint: 'ab'.repeat(32),
  custodians: ['legal', 'finance'],
  madeBy: newId(),
  madeAt: day(20),
  drilledAt: null,
  drill: null,
  openedAt: null,
  endedAt: null,
  ...change,
});

const facts = (change: Partial<EscrowFacts> = {}): EscrowFacts => ({
  exportable: true,
  epoch: 4,
  epochSince: day(20),
  escrows: [escrow()],
  now: day(21),
  ...change,
});

describe('the standing of an escrow', () => {
  it.each([
    ['in_order', {}],
    ['not_needed', { exportable: false, escrows: [] }],
    ['none', { escrows: [] }],
    ['outdated', { epoch: 5 }],
    ['outdated', { escrows: [escrow({ endedAt: day(21) })] }],
    ['drill_due', { escrows: [escrow({ madeAt: new Date(Date.UTC(2026, 7, 1)) })] }],
    ['drill_due', { escrows: [escrow({ openedAt: new Date(Date.UTC(2026, 7, 1)) })] }],
    ['in_order', { escrows: [escrow({ madeAt: new Date(Date.UTC(2026, 7, 1)) }), escrow({ openedAt: day(1) })] }],
  ] as const)('is %s', (standing, change) => {
    expect(escrowStanding(facts(change))).toBe(standing);
  });

  it.each([
    ['current', {}, 4],
    ['superseded', {}, 5],
    ['ended', { endedAt: day(21) }, 5],
  ] as const)('calls a copy %s', (state, change, epoch) => {
    expect(escrowState(escrow(change), epoch)).toBe(state);
  });

  it.each([
    ['nothing while all is in order', {}, null],
    ['nothing where none was ever made', { escrows: [] }, null],
    ['nothing on the first day of an epoch', { epoch: 5, now: day(20) }, null],
    ['that one is missing', { epoch: 5, now: day(22) }, 'outdated'],
    [
      'that an old one is still held',
      { epoch: 5, escrows: [escrow(), escrow({ epoch: 5 })], now: day(24) },
      'not_destroyed',
    ],
    [
      'nothing of one that is destroyed',
      { epoch: 5, escrows: [escrow({ endedAt: day(21) }), escrow({ epoch: 5 })], now: day(24) },
      null,
    ],
    ['nothing where services keep the roots', { exportable: false, escrows: [] }, null],
  ] as const)('says %s', (_what, change, said) => {
    expect(overdueWith(facts(change))).toBe(said);
  });
});
