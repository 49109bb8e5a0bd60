import fc from 'fast-check';
import { appendVerhoeff, isVerhoeffValid } from './verhoeff';

describe('Verhoeff digits', () => {
  it('gives the known digit', () => {
    expect(appendVerhoeff('236')).toBe('2363');
  });

  it('finds every wrong digit', () => {
    const digits = fc.stringMatching(/^\d{11}$/);
    fc.assert(
      fc.property(digits, fc.nat(11), fc.integer({ min: 1, max: 9 }), (body, place, shift) => {
        const good = appendVerhoeff(body);
        const wrong = `${good.slice(0, place)}${(Number(good[place]) + shift) % 10}${good.slice(place + 1)}`;
        expect(isVerhoeffValid(good)).toBe(true);
        expect(isVerhoeffValid(wrong)).toBe(false);
      }),
    );
  });
});
