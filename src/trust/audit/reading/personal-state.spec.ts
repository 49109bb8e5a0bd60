import { newId, Refusal } from '../../../kernel';
import { packPersonalPart, unpackPersonalPart } from '../format/personal-part';
import type { PersonalParts } from '../personal-parts';
import { personalState, type StoredPart } from './personal-state';

const { plain, commitment } = packPersonalPart({ fileName: 'a.jpg' });
const stored: StoredPart = { n: 4, part: 'subject', keyId: newId(), sealed: plain, erasedBy: null, endedAt: null };
const keys = (open: PersonalParts['open']): PersonalParts => ({
  open,
  sealActorPart: () => Promise.reject(new Error('not used')),
  sealSubjectPart: () => Promise.reject(new Error('not used')),
  addressTags: () => Promise.reject(new Error('not used')),
  addressTagsWithin: () => Promise.reject(new Error('not used')),
});
const opening = keys(({ sealed }) => Promise.resolve(unpackPersonalPart(sealed)));

class KeysRefusal extends Refusal {
  constructor(readonly failure: string) {
    super('keys_unavailable', 'The keys are not available.');
  }
}

describe('a personal part', () => {
  it.each<[string, string | null, StoredPart | undefined, PersonalParts | null, unknown]>([
    ['opened', commitment, stored, opening, { state: 'present', payload: { fileName: 'a.jpg' } }],
    ['not opened', commitment, stored, null, { state: 'not_checked' }],
    ['erased', commitment, { ...stored, sealed: null, erasedBy: 9 }, opening, { state: 'erased', by: 9 }],
    [
      'ended',
      commitment,
      { ...stored, sealed: null, endedAt: new Date(0) },
      opening,
      { state: 'ended', at: new Date(0) },
    ],
    ['without a row', commitment, undefined, opening, { state: 'missing' }],
    ['emptied without a cause', commitment, { ...stored, sealed: null }, opening, { state: 'missing' }],
    ['without its key', commitment, stored, keys(() => Promise.resolve(null)), { state: 'missing' }],
    ['of another entry', packPersonalPart({ fileName: 'a.jpg' }).commitment, stored, opening, { state: 'mismatch' }],
    ['nobody committed to', null, stored, opening, { state: 'mismatch' }],
    ['that does not unpack', commitment, { ...stored, sealed: Buffer.alloc(40) }, opening, { state: 'mismatch' }],
    [
      'its key refuses',
      commitment,
      stored,
      keys(() => Promise.reject(new KeysRefusal('refused'))),
      { state: 'mismatch' },
    ],
    [
      'out of reach',
      commitment,
      stored,
      keys(() => Promise.reject(new KeysRefusal('keystore'))),
      { state: 'not_checked' },
    ],
  ])('%s', async (_what, committed, part, parts, state) => {
    await expect(personalState(committed, part, parts)).resolves.toEqual(state);
  });

  it('that never was has no state', async () => {
    await expect(personalState(null, undefined, opening)).resolves.toBeNull();
  });
});
