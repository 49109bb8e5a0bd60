/** One call of the console to the API, as it is shown under "Show API call". Secrets are blanked before they get here. */
export interface ApiCall {
  method: string;
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** Absent where the call has not been made yet. */
  status?: number;
}

const kept = 12;
let recent: readonly ApiCall[] = [];
const listeners = new Set<() => void>();

/** Remembers a finished call; the same question asked again replaces its earlier answer. */
export function recordCall(call: ApiCall): void {
  const others = recent.filter((other) => other.method !== call.method || other.path !== call.path);
  recent = [call, ...others].slice(0, kept);
  listeners.forEach((listener) => listener());
}

/** Starts the list anew, when a page is entered. */
export function forgetCalls(): void {
  recent = [];
  listeners.forEach((listener) => listener());
}

export function recentCalls(): readonly ApiCall[] {
  return recent;
}

export function onCalls(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const secretMembers = /password|current|next|token|secret/i;

/** A body without its secrets. */
export function withoutSecrets(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, secretMembers.test(name) ? '…' : (value as unknown)]),
  );
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The call as a line for a shell; a program has a bearer token where the console has its session. */
export function asCurl(call: ApiCall, origin: string): string {
  const parts = [
    call.method === 'GET' ? 'curl' : `curl -X ${call.method}`,
    quoted(`${origin}${call.path}`),
    `-H "Authorization: Bearer $TOKEN"`,
  ];
  for (const [name, value] of Object.entries(call.headers ?? {})) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (call.body !== undefined)
    parts.push(`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(call.body))}`);
  return parts.join(' \\\n  ');
}

/** A path with its query, as it is shown. */
export function pathWith(path: string, query: Record<string, string | number | undefined>): string {
  const parts = Object.entries(query).filter((pair): pair is [string, string | number] => pair[1] !== undefined);
  const text = new URLSearchParams(parts.map(([name, value]): [string, string] => [name, String(value)])).toString();
  return text === '' ? path : `${path}?${text}`;
}
