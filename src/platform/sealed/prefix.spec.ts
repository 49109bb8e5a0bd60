import { knownIds } from '../../../test/unit/sealed/samples';
import { buildPrefix, parsePrefix } from './prefix';

describe('the prefix', () => {
  it('has every field at its place', () => {
    expect(buildPrefix(knownIds).toString('hex')).toBe(
      '53524f424a0001010050000000004000' +
        '11111111111141118111111111111111' +
        '22222222222242228222222222222222' +
        '33333333333343338333333333333333' +
        '44444444444444448444444444444444',
    );
  });

  it('gives its ids back', () => {
    expect(parsePrefix(buildPrefix(knownIds))).toEqual(knownIds);
  });

  it('with any other fixed byte is refused', () => {
    for (let offset = 0; offset < 16; offset += 1) {
      const prefix = buildPrefix(knownIds);
      prefix.writeUInt8(prefix.readUInt8(offset) ^ 1, offset);
      expect(() => parsePrefix(prefix)).toThrow('could not be opened');
    }
  });

  it('with ids that are none is refused', () => {
    expect(() => parsePrefix(buildPrefix(knownIds).fill(0, 16, 32))).toThrow('could not be opened');
  });

  it('cut short is refused', () => {
    expect(() => parsePrefix(buildPrefix(knownIds).subarray(0, 79))).toThrow('could not be opened');
  });

  it('takes no malformed id', () => {
    for (const objectId of ['', 'x', '33333333', knownIds.objectId.toUpperCase().replace('3', 'A')]) {
      expect(() => buildPrefix({ ...knownIds, objectId })).toThrow(TypeError);
    }
  });
});
