import createClient from 'openapi-fetch';
import { recordCall, withoutSecrets } from './calls';
import { ApiProblem } from './problem';
import type { paths } from './schema';
import type { Problem } from './types';

/** Questions that the vault does not count as use. */
const quietPaths = new Set(['/v1/sessions/current', '/v1/notifications']);

let usedAt = Date.now();

/** When the vault last counted this tab as in use: the idle end of the session runs from here. */
export function lastUse(): number {
  return usedAt;
}

/** Told when an answer says that nobody is signed in any more. */
let onSignedOut: (code: string) => void = () => undefined;
export function whenSignedOut(action: (code: string) => void): void {
  onSignedOut = action;
}

/** Every call goes through here: it is remembered for "Show API call", and silence becomes a problem. */
async function recordedFetch(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const sent = (await request.clone().text()) || undefined;
  const response = await fetch(request).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiProblem({ code: 'no_answer', status: 0 });
  });
  const body: unknown = sent === undefined ? undefined : JSON.parse(sent);
  recordCall({ method: request.method, path: pathname + search, body: withoutSecrets(body), status: response.status });
  if (!quietPaths.has(pathname)) usedAt = Date.now();
  return response;
}

/** The API as `openapi.json` describes it; the types are generated from it (`npm run openapi`). */
export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: recordedFetch });

/** The answer of a call; a refusal is thrown as an {@link ApiProblem}. `quiet`: whoever asks deals with a missing session. */
export async function answerOf<Data>(
  asked: Promise<{ data?: Data; error?: unknown; response: Response }>,
  { quiet = false } = {},
): Promise<Data> {
  const { data, error, response } = await asked;
  if (response.ok) return data as Data;
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const problem = new ApiProblem(
    { status: response.status, ...(typeof error === 'object' ? (error as Partial<Problem>) : {}) },
    Number.isFinite(seconds) ? seconds : null,
  );
  if (response.status === 401 && !quiet && problem.code !== 'invalid_credentials') onSignedOut(problem.code);
  throw problem;
}
