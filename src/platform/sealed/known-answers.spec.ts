import { createHash } from 'node:crypto';
import { knownPlaintext, openWhole, sealWith } from '../../../test/unit/sealed/samples';

const answers = [
  [0, 152, '39b265d38e845957d6c40a69c2c961e9bfcdabda565a0c11d2a334aa11262e78'],
  [16383, 16535, 'dcaa4e92496a14db7fd897b457b0c95241e520b3524f5476c378a5c9f64d0168'],
  [16384, 16552, '4548a90cb11ab6d14cd0654d6e734f3471f7dde30cdba069777bf5a393907c9f'],
  [100000, 100248, 'b24454ddaf606cd9b092f21eecc3492693eca74964c5ecb7238b4585385828f6'],
] as const;

const oneByte =
  '53524f424a0001010050000000004000' +
  '11111111111141118111111111111111' +
  '22222222222242228222222222222222' +
  '33333333333343338333333333333333' +
  '44444444444444448444444444444444' +
  '404142434445464748494a4b4c4d4e4f5051525354555657' +
  '471ae4dd34e24ce81bfd23e156f1f94a205121410014aaaebfa8a71524e89abc' +
  'ad4d6866d478a361bca26e31e64f0ed69b';

describe('the known answers', () => {
  it.each(answers)('%i bytes seal to the published object', (length, size, sha256) => {
    const object = sealWith(knownPlaintext(length));
    expect(object).toHaveLength(size);
    expect(createHash('sha256').update(object).digest('hex')).toBe(sha256);
  });

  it('one byte seals to the published bytes', () => {
    expect(sealWith(knownPlaintext(1)).toString('hex')).toBe(oneByte);
  });

  it.each(answers)('an object of %i bytes opens', (length) => {
    expect(openWhole(sealWith(knownPlaintext(length)), length)).toEqual(knownPlaintext(length));
  });

  it.each([1, 7, 16383, 16384, 16385, 65536])('steps of %i bytes change nothing', (step) => {
    const plain = knownPlaintext(100000);
    expect(sealWith(plain, { step }).equals(sealWith(plain))).toBe(true);
  });
});
