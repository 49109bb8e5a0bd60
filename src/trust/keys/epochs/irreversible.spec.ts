import { type EndFacts, irreversibleAt } from './irreversible';

const day = (n: number): Date => new Date(Date.UTC(2026, 10, n));
const facts: EndFacts = {
  now: day(20),
  asked: 2,
  ended: 2,
  living: 0,
  lastEpoch: 7,
  epochInUse: null,
  rootsUnconfirmed: 0,
  escrowsLeft: 0,
  lastRootGoneAt: day(10),
  lastEscrowEndsAt: null,
};

describe('the end of a key for good', () => {
  it.each([
    ['a key lives', { living: 1 }, 'key_lives'],
    ['an id was never a key', { ended: 1 }, 'never_a_key'],
    ['an epoch is in use', { epochInUse: 7 }, 'epoch_in_use'],
    ['a root was not destroyed', { rootsUnconfirmed: 1 }, 'root_not_destroyed'],
    ['holders still have an escrow copy', { escrowsLeft: 1 }, 'escrow_not_destroyed'],
    ['no root ended', { lastRootGoneAt: null }, 'root_not_destroyed'],
  ] as const)('is not known while %s', (_why, change, reason) => {
    expect(irreversibleAt({ ...facts, ...change })).toEqual({ known: false, reason });
  });

  it.each([
    ['the last root', {}, day(10), true],
    ["the provider's delay", { lastRootGoneAt: day(27) }, day(27), false],
    ['an escrow copy that ends later', { lastEscrowEndsAt: day(25) }, day(25), false],
    ['the root after an earlier escrow', { lastEscrowEndsAt: day(5) }, day(10), true],
  ] as const)('comes with %s', (_what, change, at, passed) => {
    expect(irreversibleAt({ ...facts, ...change })).toEqual({ known: true, at, passed, lastEpoch: 7 });
  });
});
