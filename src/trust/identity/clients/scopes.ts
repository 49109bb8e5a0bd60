import { type Scope, scopes as allScopes } from '../../../kernel';

/**
 * The scopes of a token: what was asked for, or all of the client's where nothing was. Null where something unknown or
 * not the client's was asked for: a token is never wider than its client.
 */
export function grantedScopes(asked: string | undefined, held: readonly Scope[]): Scope[] | null {
  if (asked === undefined || asked.trim() === '') return [...held];
  const names = [...new Set(asked.trim().split(/\s+/))];
  const granted = allScopes.filter((scope) => names.includes(scope) && held.includes(scope));
  return granted.length === names.length ? granted : null;
}

/** Client id and secret of an `Authorization: Basic` header (RFC 6749 §2.3.1: form-encoded first), or null. */
export function basicCredentials(authorization: string | undefined): { id: string; secret: string } | null {
  const encoded = /^Basic ([A-Za-z0-9+/]{1,2000}={0,2})$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) return null;
  try {
    return { id: decodeURIComponent(text.slice(0, colon)), secret: decodeURIComponent(text.slice(colon + 1)) };
  } catch {
    return null;
  }
}
