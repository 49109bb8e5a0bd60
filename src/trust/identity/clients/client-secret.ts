import { crc32 } from 'node:zlib';
import { secureRandom } from '../../../kernel';

/*
 * Secrets that programs hold look like
 *   strongroom_secret_<43 characters of base 62><6 characters of CRC-32>     client secret
 *   strongroom_token_<43><6>                                                 access token
 * so that scanners of repositories and logs find them by prefix and checksum, without false alarms. The 43 characters
 * carry 256 random bits.
 */

export type SecretKind = 'secret' | 'token';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const bodyLength = 43;
const checkLength = 6;
const shape = /^strongroom_(secret|token)_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;

export function newProgramSecret(kind: SecretKind): string {
  const body = base62(BigInt(`0x${secureRandom(32).toString('hex')}`), bodyLength);
  return `strongroom_${kind}_${body}${checksum(kind, body)}`;
}

/** Whether a text is one of ours by shape and checksum: a mistyped one costs no look at the database. */
export function isProgramSecret(kind: SecretKind, text: string): boolean {
  const [, found, body, check] = shape.exec(text) ?? [];
  return found === kind && body !== undefined && check === checksum(kind, body);
}

function checksum(kind: SecretKind, body: string): string {
  return base62(BigInt(crc32(`strongroom_${kind}_${body}`)), checkLength);
}

function base62(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest /= 62n) text = digits.charAt(Number(rest % 62n)) + text;
  return text;
}
