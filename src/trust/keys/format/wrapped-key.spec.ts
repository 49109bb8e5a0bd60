import { createSecretKey, randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { newId } from '../../../kernel';
import { KeysUnavailable } from '../keys.errors';
import { keyPurposes, unwrapKey, wrapKey, type KeyName, type KeyPurpose, type WrappingKey } from './wrapped-key';

const pattern = (digit: string): string => '11111111-1111-4111-8111-111111111111'.replaceAll('1', digit);
const under: WrappingKey = { id: pattern('5'), version: 7, key: createSecretKey(Buffer.alloc(32, 0xaa)) };
const name: KeyName = { purpose: 'data', id: pattern('4'), vaultId: pattern('1'), ownerId: pattern('3') };
const key = Buffer.from(Array.from({ length: 32 }, (_, i) => i));
const nonce = Buffer.from(Array.from({ length: 12 }, (_, i) => i));
const known =
  '0101555555555555455585555555555555550000000700010203040506070809' +
  '0a0b9ad9d2f7f089f7e1bf4f0c6df231f4d69d0ec946a852c2613913ddbebe60' +
  '7f496eb3d3399d8a751be7f0afd60fcc53a4';

describe('a wrapped key', () => {
  it('has the bytes of the known answer', () => {
    expect(wrapKey(under, name, key, nonce).toString('hex')).toBe(known);
  });

  it('opens from the known answer', () => {
    expect(unwrapKey(under, name, Buffer.from(known, 'hex'))).toEqual(key);
  });

  it('never repeats its bytes', () => {
    expect(wrapKey(under, name, key).equals(wrapKey(under, name, key))).toBe(false);
  });

  it('holds 32 bytes and nothing else', () => {
    for (const length of [0, 16, 31, 33]) expect(() => wrapKey(under, name, Buffer.alloc(length))).toThrow(RangeError);
  });

  it('opens for every purpose and owner', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...purposes),
        fc.uuid({ version: 4 }),
        fc.boolean(),
        aKey,
        (purpose, id, owned, bytes) => {
          const other: KeyName = { purpose, id, vaultId: newId(), ownerId: owned ? newId() : null };
          expect(unwrapKey(under, other, wrapKey(under, other, bytes))).toEqual(bytes);
        },
      ),
    );
  });
});

describe('a wrapped key is refused', () => {
  const blob = Buffer.from(known, 'hex');

  it('after any bit changed', () => {
    for (let bit = 0; bit < blob.length * 8; bit++) {
      const damaged = Buffer.from(blob);
      damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => unwrapKey(under, name, damaged)).toThrow(KeysUnavailable);
    }
  });

  it('at every other length', () => {
    for (let length = 0; length < blob.length; length++) {
      expect(() => unwrapKey(under, name, blob.subarray(0, length))).toThrow(KeysUnavailable);
    }
    expect(() => unwrapKey(under, name, Buffer.concat([blob, Buffer.alloc(1)]))).toThrow(KeysUnavailable);
  });

  it.each(swaps())('with %s', (_what, key_, swapped) => {
    expect(() => unwrapKey(key_, swapped, blob)).toThrow(KeysUnavailable);
  });

  it('for any two names that differ', () => {
    fc.assert(
      fc.property(aName, aName, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        expect(() => unwrapKey(under, other, wrapKey(under, one, key))).toThrow(KeysUnavailable);
      }),
    );
  });

  it('with one sentence whatever the cause', () => {
    const messages = swaps().map(([, key_, swapped]) => messageOf(() => unwrapKey(key_, swapped, blob)));
    expect(new Set([...messages, messageOf(() => unwrapKey(under, name, blob.subarray(1)))]).size).toBe(1);
  });
});

const purposes = Object.keys(keyPurposes) as KeyPurpose[];
const aKey = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
const anId = fc.constantFrom(pattern('1'), pattern('2'), pattern('3'));
const aName: fc.Arbitrary<KeyName> = fc.record({
  purpose: fc.constantFrom(...purposes),
  id: anId,
  vaultId: anId,
  ownerId: fc.option(anId),
});

function swaps(): [string, WrappingKey, KeyName][] {
  return [
    ['another purpose', under, { ...name, purpose: 'payload' }],
    ['another key id', under, { ...name, id: newId() }],
    ['another vault', under, { ...name, vaultId: newId() }],
    ['another owner', under, { ...name, ownerId: newId() }],
    ['no owner', under, { ...name, ownerId: null }],
    ['owner and vault exchanged', under, { ...name, ownerId: name.vaultId, vaultId: pattern('3') }],
    ['another wrapping key', { ...under, key: createSecretKey(randomBytes(32)) }, name],
    ['another wrapping key id', { ...under, id: newId() }, name],
    ['another wrapping key version', { ...under, version: 8 }, name],
  ];
}

function messageOf(act: () => unknown): string {
  try {
    act();
    return 'opened';
  } catch (error) {
    return String(error);
  }
}
