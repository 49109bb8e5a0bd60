import { recordCall, withoutSecrets } from './calls';
import { ApiProblem } from './problem';
import type { Problem } from './types';

type Query = Record<string, string | number | undefined>;

let usedAt = Date.now();

/** When the vault last counted this tab as in use: the idle end of the session runs from here. */
export function lastUse(): number {
  return usedAt;
}

/** Told when an answer says that nobody is signed in any more. */
let onSignedOut: () => void = () => undefined;
export function whenSignedOut(action: () => void): void {
  onSignedOut = action;
}

export function pathWith(path: string, query: Query = {}): string {
  const parts = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  if (parts.length === 0) return path;
  return `${path}?${new URLSearchParams(parts.map(([name, value]): [string, string] => [name, String(value)])).toString()}`;
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const retry = Number(response.headers.get('retry-after') ?? Number.NaN);
  const body = (await response.json().catch(() => ({}))) as Partial<Problem>;
  return new ApiProblem({ status: response.status, ...body }, Number.isFinite(retry) ? retry : null);
}

interface CallOptions {
  query?: Query;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  keepalive?: boolean;
}

/** Makes one call to the API; a refusal is thrown as an {@link ApiProblem}. */
export async function call<Answer>(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const full = pathWith(path, options.query);
  const response = await fetch(full, {
    method,
    credentials: 'same-origin',
    headers: {
      Accept: 'application/json',
      ...(options.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    ...(options.signal ? { signal: options.signal } : {}),
    keepalive: options.keepalive ?? false,
  }).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiProblem({ code: 'no_answer', status: 0 });
  });
  recordCall({ method, path: full, body: withoutSecrets(options.body), status: response.status });
  if (path !== '/v1/sessions/current') usedAt = Date.now();
  if (!response.ok) {
    const problem = await problemOf(response);
    if (response.status === 401 && problem.code !== 'invalid_credentials') onSignedOut();
    throw problem;
  }
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}
