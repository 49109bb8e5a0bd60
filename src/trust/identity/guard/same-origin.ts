/** What a request says about where in the browser it comes from. */
export interface RequestSite {
  readonly method: string;
  /** `Sec-Fetch-Site`, which no script can set. */
  readonly fetchSite: string | undefined;
  readonly origin: string | undefined;
  /** Origins that are ours: as addressed, and the public one. */
  readonly ownOrigins: readonly string[];
  /** Whether the session cookie came along. */
  readonly withCookie: boolean;
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a request comes from our own pages, or from no page at all. The browser's word (`Sec-Fetch-Site`) decides;
 * old browsers that do not give it are asked for `Origin`. With a cookie, a change must prove to come from us; without
 * one it must only not come from elsewhere (a forged sign-in would put someone into the attacker's session).
 */
export function comesFromUs(site: RequestSite): boolean {
  const reads = safeMethods.has(site.method);
  if (site.fetchSite !== undefined) return site.fetchSite === 'same-origin' || (reads && site.fetchSite === 'none');
  if (site.origin !== undefined) return site.ownOrigins.includes(site.origin.toLowerCase());
  return reads || !site.withCookie;
}
