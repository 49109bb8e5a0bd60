import { newId } from '../../../kernel';
import type { SealedShare, SealingProof } from '../../../records/media';
import { isSound, missedAtMost } from './encryption';

const share: SealedShare = { what: 'media', objects: 3, bytes: 900, sealed: 3 };
const proof: SealingProof = {
  what: 'media',
  id: newId(),
  object: newId(),
  size: 300,
  opensUnderItsKey: true,
  opensUnderAnotherKey: false,
  plainMark: null,
  contentFound: false,
  entropy: 7.99,
  measured: 164,
};

describe('encryption', () => {
  it('is sound where all of it holds', () => {
    expect(isSound([share], [proof, { ...proof, contentFound: null }])).toBe(true);
  });

  it.each<[string, Partial<SealingProof>]>([
    ['does not open', { opensUnderItsKey: false }],
    ['opens under any key', { opensUnderAnotherKey: true }],
    ['shows a file', { plainMark: 'image/jpeg' }],
    ['shows its content', { contentFound: true }],
  ])('is not where one object %s', (_what, change) => {
    expect(isSound([share], [proof, { ...proof, ...change }])).toBe(false);
  });

  it('is not where an object has another size', () => {
    expect(isSound([share, { ...share, what: 'artefact', sealed: 2 }], [proof])).toBe(false);
  });

  it('is not shown by nothing', () => expect(isSound([{ ...share, objects: 0, sealed: 0 }], [])).toBeNull());

  it.each([
    [0, 1],
    [1, 0.95],
    [20, 0.1391],
    [200, 0.0149],
  ])('of %i items leaves a share of %d open', (items, open) => {
    expect(missedAtMost(items)).toEqual({ items, missedAtMost: open });
  });
});
