import type { CookieOptions, Request, Response } from 'express';
import { isSessionToken } from './session-token';

/** `__Host-` makes browsers insist on Secure, on the whole path and on this very host. */
const cookieName = '__Host-strongroom';
const cookieOptions: CookieOptions = { secure: true, httpOnly: true, sameSite: 'strict', path: '/' };

/** The session secret that a request's cookie carries, or null. */
export function sessionTokenOf(request: Request): string | null {
  const cookies = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const token = cookies.find((pair) => pair.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1);
  return token !== undefined && isSessionToken(token) ? token : null;
}

/** Hands a new session's secret to the browser, where no script reads it, and answers the rest. */
export function giveCookie<T>(response: Response, { token, session }: { token: string; session: T }): T {
  response.cookie(cookieName, token, cookieOptions);
  return session;
}

export function takeCookieBack(response: Response): void {
  response.clearCookie(cookieName, cookieOptions);
}
