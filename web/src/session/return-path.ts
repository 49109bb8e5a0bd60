/** Where to go after sign-in: a path of this console and nothing else (`//host`, schemes and backslashes are not). */
export function returnPath(wanted: unknown): string | null {
  if (typeof wanted !== 'string' || !/^\/(library|item|log|grants|people)(?=$|[/?])[\w\-./?=&%:~+]*$/.test(wanted))
    return null;
  return wanted.includes('..') ? null : wanted;
}
