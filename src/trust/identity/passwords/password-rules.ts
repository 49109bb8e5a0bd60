import { foldName } from '../accounts/account-name';
import { commonPasswords } from './common-passwords';

const shortestPassword = 12;
const longestPassword = 256;

export type PasswordFault = 'too_short' | 'too_long' | 'same_as_name' | 'too_common' | 'same_as_before';

/** One spelling for one password, whichever keyboard wrote it (NIST SP 800-63B 5.1.1.2). */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

/** What is wrong with a new password. Length counts, composition does not. */
export function passwordFaults(password: string, names: readonly string[]): PasswordFault[] {
  const normal = normalisePassword(password);
  const length = Array.from(normal).length;
  const folded = normal.toLowerCase().trim();
  return [
    ...(length < shortestPassword ? (['too_short'] as const) : []),
    ...(length > longestPassword ? (['too_long'] as const) : []),
    ...(names.some((name) => foldName(name) === folded) ? (['same_as_name'] as const) : []),
    ...(isCommon(folded) ? (['too_common'] as const) : []),
  ];
}

/** On the list, or one short piece over and over. */
function isCommon(folded: string): boolean {
  return (
    commonPasswords.has(folded) || commonPasswords.has(folded.replace(/\s+/g, '')) || /^(.{1,4})\1+$/u.test(folded)
  );
}
