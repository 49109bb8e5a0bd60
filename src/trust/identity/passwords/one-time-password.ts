import { secureRandom } from '../../../kernel';

/** Without 0, 1, l, o and u: nothing to misread on paper, and no words. */
const alphabet = 'abcdefghijkmnpqrstvwxyz23456789+';

/** How long a one-time password waits for its owner. */
export const oneTimeHours = 72;

/** A password of 100 bits for one handover on paper or by phone, in five groups of four. */
export function newOneTimePassword(): string {
  const letters = Array.from(secureRandom(20), (byte) => alphabet.charAt(byte & 31));
  return (letters.join('').match(/.{4}/g) ?? []).join('-');
}
