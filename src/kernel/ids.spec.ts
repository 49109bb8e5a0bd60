import fc from 'fast-check';
import { idBytes, idFromBytes, isId, newId, newOrderedId } from './ids';

describe('ids', () => {
  it('are read back from their bytes', () => {
    fc.assert(fc.property(fc.uuid({ version: 4 }), (id) => expect(idFromBytes(idBytes(id))).toBe(id)));
  });

  it('sort by their time where they are ordered', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 47 }), fc.integer({ min: 1, max: 2 ** 40 }), (at, later) => {
        expect(newOrderedId(at) < newOrderedId(at + later)).toBe(true);
      }),
    );
  });

  it('are ids whichever way they are made', () => {
    expect([newId(), newOrderedId(1_700_000_000_000)].every(isId)).toBe(true);
  });

  it.each(['', 'x', '00000000-0000-0000-0000-000000000000', 'A1B2C3D4-0000-4000-8000-000000000000', null, 7])(
    '%j is none',
    (value) => {
      expect(isId(value)).toBe(false);
    },
  );
});
