import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as send } from 'node:http';
import { join, resolve } from 'node:path';
import type { Role } from '../../src/kernel';
import { strongroomUntil } from './command-line';

/** Who asks: a person of one role, the program with every scope, or nobody. */
export type Caller = Role | 'program' | 'anonymous';

export interface Answer {
  readonly asked: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly json: Record<string, unknown>;
  readonly code: string | undefined;
}

export interface Question {
  readonly json?: unknown;
  readonly form?: Record<string, string>;
  readonly body?: Buffer | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A running demo with a signed-in person for every role; it remembers every answer and every secret that it was given. */
export interface DemoVault {
  readonly url: string;
  readonly dataDir: string;
  readonly answers: readonly Answer[];
  readonly secrets: Set<string>;
  readonly ids: Readonly<Record<Caller, string>>;
  log(): string;
  ask(caller: Caller, method: string, path: string, question?: Question): Promise<Answer>;
  /** As whoever holds this cookie or token. */
  askWith(identity: Readonly<Record<string, string>>, ...call: Parameters<typeof exchange>): Promise<Answer>;
  signIn(role: Role): Promise<{ cookie: string }>;
  end(): Promise<void>;
}

/** Starts the built demo on a folder of its own. */
export async function startDemoVault(): Promise<DemoVault> {
  mkdirSync('.test-data', { recursive: true });
  const parent = mkdtempSync(resolve('.test-data', 'attacks-'));
  const dataDir = join(parent, 'demo');
  const program = await strongroomUntil(/Ctrl-C/, ['--data', dataDir, 'demo'], { STRONGROOM_PORT: '0' });
  const url = /console is on (\S+);/.exec(program.output())?.[1] ?? '';
  const state = { url, answers: [] as Answer[], secrets: new Set<string>() };
  const identities: Partial<Record<Caller, Record<string, string>>> = { anonymous: {} };
  const ids: Partial<Record<Caller, string>> = { anonymous: 'nobody' };
  const passwords = new Map<Role, { name: string; password: string }>();
  const ask = remember(state);
  for (const [, name = '', oneTime = '', title = ''] of program
    .output()
    .matchAll(/^ {2}(\w+)\s+(\S+-\S+-\S+-\S+-\S+)\s+(\S.*)$/gm)) {
    const role = title.trim().replaceAll(' ', '_') as Role;
    const password = `a long way to ${name} and back`;
    const first = await ask({}, 'POST', '/v1/sessions', { json: { name, password: oneTime } });
    const change = { json: { current: oneTime, next: password } };
    const changed = await ask(cookieOf(first), 'PUT', '/v1/account/password', change);
    identities[role] = cookieOf(changed);
    ids[role] = String((changed.json['actor'] as { id?: string } | undefined)?.id);
    passwords.set(role, { name, password });
    [oneTime, password, ...Object.values(cookieOf(first)), ...Object.values(cookieOf(changed))].forEach((secret) =>
      state.secrets.add(secret.replace(/^.*=/, '')),
    );
  }
  const client = JSON.parse(readFileSync(join(dataDir, 'client.json'), 'utf8')) as Record<string, string>;
  const credentials = { client_id: client['clientId'] ?? '', client_secret: client['clientSecret'] ?? '' };
  const token = await ask({}, 'POST', '/v1/oauth/token', {
    form: { grant_type: 'client_credentials', ...credentials },
  });
  identities.program = { authorization: `Bearer ${String(token.json['access_token'])}` };
  ids.program = credentials.client_id;
  state.secrets.add(credentials.client_secret).add(String(token.json['access_token']));
  return {
    ...state,
    dataDir,
    ids: ids as Record<Caller, string>,
    log: () => program.log(),
    ask: (caller, method, path, question) => ask(identities[caller] ?? {}, method, path, question),
    askWith: ask,
    signIn: async (role) => {
      const opened = await ask({}, 'POST', '/v1/sessions', { json: passwords.get(role) });
      return cookieOf(opened) as { cookie: string };
    },
    end: async () => {
      await program.interrupt();
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

function remember(state: { url: string; answers: Answer[] }) {
  return async (identity: Readonly<Record<string, string>>, ...call: Parameters<typeof exchange>): Promise<Answer> => {
    const [method, path, question = {}] = call;
    const site: Record<string, string> = 'cookie' in identity ? { 'sec-fetch-site': 'same-origin' } : {};
    const headers = { ...site, ...identity, ...question.headers };
    const answer = await exchange(method, `${state.url}${path}`, { ...question, headers });
    state.answers.push(answer);
    return answer;
  };
}

function exchange(method: string, url: string, question: Question = {}): Promise<Answer> {
  const { json, form } = question;
  const type = json === undefined ? 'application/x-www-form-urlencoded' : 'application/json';
  const body = json === undefined ? form && new URLSearchParams(form).toString() : JSON.stringify(json);
  const bytes = Buffer.from(body ?? question.body ?? '');
  const headers = {
    ...(bytes.length > 0 ? { 'content-length': String(bytes.length) } : {}),
    ...(body === undefined ? {} : { 'content-type': type }),
    ...question.headers,
  };
  return new Promise((done, fail) => {
    const outgoing = send(url, { method, headers }, (incoming) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.on('error', fail);
      incoming.on('end', () => {
        const whole = Buffer.concat(parts);
        const parsed = parse(incoming.headers['content-type'], whole);
        const code = typeof parsed['code'] === 'string' ? parsed['code'] : undefined;
        const asked = `${method} ${new URL(url).pathname}${new URL(url).search}`;
        done({ asked, status: incoming.statusCode ?? 0, headers: incoming.headers, body: whole, json: parsed, code });
      });
    });
    outgoing.on('error', fail);
    outgoing.end(bytes);
  });
}

function parse(type: string | undefined, body: Buffer): Record<string, unknown> {
  return /json/.test(type ?? '') && body.length > 0 ? (JSON.parse(body.toString()) as Record<string, unknown>) : {};
}

function cookieOf({ headers }: Answer): Record<string, string> {
  const [cookie = ''] = headers['set-cookie'] ?? [];
  return { cookie: cookie.split(';')[0] ?? '' };
}
