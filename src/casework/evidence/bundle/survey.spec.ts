import { assertPackable, mostProofs } from './survey';
import type { EvidenceRequest, Survey } from './claim';

const pack = (completeness: EvidenceRequest['completeness'], chosen: number) => () =>
  assertPackable({ completeness } as EvidenceRequest, { chosen } as Survey);

describe('an archive', () => {
  it('has so many proofs and no more', () => {
    expect(pack('selection', mostProofs)).not.toThrow();
    expect(pack('selection', mostProofs + 1)).toThrow('too many items');
  });

  it('proves any number with all of them', () => expect(pack('all', 10 * mostProofs)).not.toThrow());
});
