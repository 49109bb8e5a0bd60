import { idBytes, idFromBytes, isId, newId, newOrderedId } from './ids';

describe('an id', () => {
  it('is the same through its bytes', () => {
    const id = newId();
    expect(idFromBytes(idBytes(id))).toBe(id);
    expect(isId(id)).toBe(true);
    expect(isId(`${id}0`)).toBe(false);
  });

  it('keeps the order of its making', () => {
    const ids = [1_000, 1_000, 1_001, 1_001, 1_001, 2_000].map((at) => newOrderedId(at));
    expect([...ids].sort()).toEqual(ids);
    expect(ids.every(isId)).toBe(true);
  });
});
