import { createSecretKey, randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { newId } from '../../../kernel';
import { KeysUnavailable } from '../keys.errors';
import { openColumn, sealColumn, type ColumnPlace } from './sealed-column';

const key = createSecretKey(Buffer.alloc(32, 0x22));
const place: ColumnPlace = {
  column: 'media.file_name',
  ownerId: '22222222-2222-4222-8222-222222222222',
  vaultId: '11111111-1111-4111-8111-111111111111',
};
const value = Buffer.from('Straße.jpg', 'utf8');

describe('a sealed column', () => {
  it('has the bytes of its known answer', () => {
    const sealed = sealColumn(key, place, value, Buffer.alloc(12, 1));
    expect(sealed.toString('hex')).toBe(
      '01' + '01'.repeat(12) + '8b48a9e28c2884b6bdd9ca9728027664544c08399ba1d56ab9b747',
    );
  });

  it('opens to any value it was given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(openColumn(key, place, sealColumn(key, place, Buffer.from(text))).toString('utf8')).toBe(
          Buffer.from(text).toString('utf8'),
        );
      }),
    );
  });

  it('is refused after any bit changed', () => {
    const sealed = sealColumn(key, place, value);
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const damaged = Buffer.from(sealed);
      damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => openColumn(key, place, damaged)).toThrow(KeysUnavailable);
    }
  });

  it('is refused when cut', () => {
    const sealed = sealColumn(key, place, value);
    for (let length = 0; length < sealed.length; length++) {
      expect(() => openColumn(key, place, sealed.subarray(0, length))).toThrow(KeysUnavailable);
    }
  });

  it.each([
    ['column', { ...place, column: 'media.caption' }],
    ['owner', { ...place, ownerId: newId() }],
    ['vault', { ...place, vaultId: newId() }],
  ])('is refused in another %s', (_what, other) => {
    expect(() => openColumn(key, other, sealColumn(key, place, value))).toThrow(KeysUnavailable);
  });

  it('is refused under another key', () => {
    const other = createSecretKey(randomBytes(32));
    expect(() => openColumn(other, place, sealColumn(key, place, value))).toThrow(KeysUnavailable);
  });

  it('takes only plain column names', () => {
    for (const column of ['', 'a b', 'Media', 'media.', 'é']) {
      expect(() => sealColumn(key, { ...place, column }, value)).toThrow(RangeError);
    }
  });
});
