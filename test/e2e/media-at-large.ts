import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { type EmbeddedPostgres, newRolePasswords, provision, startEmbeddedPostgres } from '../../src/platform/database';
import { systemClock } from '../../src/kernel';
import { startWitness } from '../../src/trust/audit';
import { strongroomWith } from '../support/command-line';
import { eventually } from '../support/eventually';
import { TcpProxy } from '../support/tcp-proxy';
import { setupToken, startVaultProcess, type VaultProcess } from '../support/vault-process';

/** Headers that say who asks. */
export type As = Readonly<Record<string, string>>;

export interface Item {
  readonly id: string;
  readonly state: string;
  readonly length: number;
}

export interface Entry {
  readonly n: number;
  readonly type: string;
  readonly decision: string;
  readonly reason: string | null;
  readonly bytes: number | null;
  readonly actor: { readonly id: string; readonly kind: string };
}

/** What answers may carry, of what is asked for here. */
interface Body {
  readonly id: string;
  readonly code?: string;
  readonly items: Entry[];
  readonly oneTimePassword: string;
  readonly secret: string;
}

const password = 'seven brown kettles sing';
const browser = { 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json' };

/** A built vault as a process, on a PostgreSQL of its own behind a wire that can be cut. */
export class MediaAtLarge {
  #vault: VaultProcess;
  helpdesk: As = {};
  agent: As = {};
  agentId = '';
  compliance: As = {};
  program: As = {};

  private constructor(
    readonly folder: string,
    private postgres: EmbeddedPostgres,
    readonly wire: TcpProxy,
    private readonly witness: { stop(): Promise<void> },
    private readonly environment: Readonly<Record<string, string>>,
    vault: VaultProcess,
  ) {
    this.#vault = vault;
  }

  static async start(more: Readonly<Record<string, string>> = {}): Promise<MediaAtLarge> {
    mkdirSync(resolve('.test-data'), { recursive: true });
    const folder = mkdtempSync(resolve('.test-data', 'media-'));
    const postgres = await startEmbeddedPostgres(join(folder, 'postgres'));
    const passwords = newRolePasswords();
    await provision((database) => postgres.url(database), { vault: 'vault', keystore: 'keystore' }, passwords);
    const wire = await TcpProxy.to('127.0.0.1', portOf(postgres));
    const url = (role: keyof typeof passwords, database: string): string =>
      `postgres://${role}:${encodeURIComponent(passwords[role])}@127.0.0.1:${wire.port}/${database}`;
    const environment = {
      STRONGROOM_DATABASE_URL: url('strongroom_app', 'vault'),
      STRONGROOM_DATABASE_OWNER_URL: url('strongroom_owner', 'vault'),
      STRONGROOM_AUDIT_DATABASE_URL: url('strongroom_audit', 'vault'),
      STRONGROOM_KEYSTORE_URL: url('strongroom_keystore', 'keystore'),
      STRONGROOM_KEYSTORE_OWNER_URL: url('strongroom_owner', 'keystore'),
      ...more,
    };
    const { witness, policy } = await witnessOf(folder, environment);
    const anchored = { ...environment, STRONGROOM_WITNESS_POLICY_FILE: policy };
    const vault = await startVaultProcess(anchored, join(folder, 'data'));
    const large = new MediaAtLarge(folder, postgres, wire, witness, anchored, vault);
    try {
      await large.#people();
      return large;
    } catch (error) {
      await large.end();
      throw error;
    }
  }

  async end(): Promise<void> {
    await this.#vault.stop();
    await this.witness.stop();
    await this.wire.stop();
    await this.postgres.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get url(): string {
    return this.#vault.url;
  }

  log(): string {
    return this.#vault.log();
  }

  /** kill -9. The database lives on. */
  async kill(): Promise<void> {
    await this.#vault.kill();
  }

  async restart(): Promise<void> {
    this.#vault = await this.#vault.restart(this.environment);
  }

  /** Stops PostgreSQL as an operator does, and starts it again on the same data. */
  async restartPostgres(): Promise<void> {
    await this.postgres.stop();
    this.postgres = await startEmbeddedPostgres(join(this.folder, 'postgres'));
    this.wire.aim(portOf(this.postgres));
  }

  /** Statements as the superuser, past every rule and not over the wire. */
  async sql<Row>(statement: string, parameters: unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.postgres.url('vault') });
    await client.connect();
    try {
      return (await client.query(statement, parameters)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  /** Holds a lock while something is tried. */
  async locked<T>(lock: string, attempt: () => Promise<T>): Promise<T> {
    const client = new Client({ connectionString: this.postgres.url('vault') });
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query(lock);
      return await attempt();
    } finally {
      await client.query('ROLLBACK');
      await client.end();
    }
  }

  async call(
    method: string,
    path: string,
    as: As,
    body?: unknown,
  ): Promise<{ status: number; body: Body; headers: Headers }> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { ...browser, ...as },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body, headers: response.headers };
  }

  async ticket(word: object = {}): Promise<string> {
    const id = `T-${randomBytes(4).toString('hex')}`;
    const answer = await this.call('PUT', `/v1/tickets/own/${id}`, this.helpdesk, {
      status: 'open',
      purpose: 'kyc_review',
      assignee: this.agentId,
      ...word,
    });
    if (answer.status > 201) throw new Error(`no ticket: ${JSON.stringify(answer.body)}`);
    return id;
  }

  /** An intake whose body is sent piece by piece. */
  upload(ticket: string, headers: As = {}, as: As = this.agent): Upload {
    return new Upload(this.url, { ...as, ...factsFor(ticket), ...headers });
  }

  async takeIn(ticket: string, bytes: Buffer, headers: As = {}): Promise<{ status: number; code: string; item: Item }> {
    return this.upload(ticket, headers).send(bytes).finish();
  }

  async openView(media: string, ticket: string): Promise<{ status: number; id: string; code: string }> {
    const body = { ticket: { system: 'own', id: ticket }, purpose: 'kyc_review' };
    const answer = await this.call('POST', `/v1/media/${media}/views`, this.agent, body);
    return { status: answer.status, id: answer.body.id, code: answer.body.code ?? '' };
  }

  /** Reads an address to its end, counting and hashing what came. `pace` waits after each piece. */
  async download(
    path: string,
    as: As = this.agent,
    pace = 0,
    onBytes: (bytes: number) => void = () => undefined,
  ): Promise<Download> {
    return new Promise((done) => {
      const hash = createHash('sha256');
      let bytes = 0;
      let cut = false;
      const call = request(`${this.url}${path}`, { headers: as }, (response: IncomingMessage) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => {
          bytes += piece.length;
          hash.update(piece);
          if (bytes < 10_000) pieces.push(piece);
          onBytes(bytes);
          if (pace > 0) {
            response.pause();
            setTimeout(() => response.resume(), pace);
          }
        });
        response.on('error', () => (cut = true));
        response.on('close', () => {
          const code = /"code":"([a-z_]+)"/.exec(Buffer.concat(pieces).toString('latin1'))?.[1] ?? '';
          done({
            status: response.statusCode ?? 0,
            bytes,
            cut: cut || !response.complete,
            sha256: hash.digest('hex'),
            code,
          });
        });
      });
      call.on('error', () => done({ status: 0, bytes: 0, cut: true, sha256: '', code: '' }));
      call.end();
    });
  }

  /** The newest entries about an item, oldest first. */
  async entries(media: string): Promise<Entry[]> {
    const answer = await this.call('GET', `/v1/audit/entries?media=${media}&limit=100`, this.compliance);
    return [...answer.body.items].reverse();
  }

  /** Waits until an entry about the item fits. */
  async entry(media: string, fits: (entry: Entry) => boolean): Promise<Entry> {
    return eventually(async () => {
      const found = (await this.entries(media)).find(fits);
      if (!found) throw new Error('No such entry has come.');
      return found;
    }, 30_000);
  }

  async count(statement: string): Promise<number> {
    return Number((await this.sql<{ n: string }>(`SELECT count(*) AS n FROM ${statement}`))[0]?.n);
  }

  async #people(): Promise<void> {
    await eventually(() => expect(this.#vault.output()).toContain('/setup#'), 30_000);
    const administrator = { name: 'ada', displayName: 'Ada', password };
    await this.call('POST', '/v1/setup', {}, { ...administrator, token: setupToken(this.#vault) });
    const ada = await this.#signIn('ada', password);
    const agent = await this.#person(ada, 'kai', ['kyc_agent']);
    this.agent = agent.as;
    this.agentId = agent.id;
    this.compliance = (await this.#person(ada, 'cora', ['compliance_officer'])).as;
    this.helpdesk = await this.#program(ada, 'desk', ['tickets:write']);
    this.program = await this.#program(ada, 'reader', ['media:read', 'media:write', 'media:list']);
  }

  async #signIn(name: string, secret: string): Promise<As> {
    const answer = await this.call('POST', '/v1/sessions', {}, { name, password: secret });
    return asSession(answer.headers);
  }

  /** Another session of a person, to be ended. */
  async again(name: string): Promise<As> {
    return this.#signIn(name, password);
  }

  async #person(ada: As, name: string, roles: string[]): Promise<{ id: string; as: As }> {
    const made = await this.call('POST', '/v1/people', ada, {
      name,
      displayName: name,
      roles,
    });
    const first = await this.#signIn(name, made.body.oneTimePassword);
    const changed = await this.call('PUT', '/v1/account/password', first, {
      current: made.body.oneTimePassword,
      next: password,
    });
    return { id: made.body.id, as: asSession(changed.headers) };
  }

  async #program(ada: As, name: string, scopes: string[]): Promise<As> {
    const made = await this.call('POST', '/v1/clients', ada, { name, scopes });
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: made.body.id,
      client_secret: made.body.secret,
    });
    const token = (await (await fetch(`${this.url}/v1/oauth/token`, { method: 'POST', body: form })).json()) as {
      access_token: string;
    };
    return { Authorization: `Bearer ${token.access_token}` };
  }
}

export interface Download {
  readonly status: number;
  readonly bytes: number;
  /** Whether it ended before its declared length. */
  readonly cut: boolean;
  readonly sha256: string;
  readonly code: string;
}

/** One intake on the wire. */
export class Upload {
  readonly #call;
  readonly answer: Promise<{ status: number; code: string; item: Item }>;

  constructor(url: string, headers: As) {
    this.#call = request(`${url}/v1/media`, {
      method: 'POST',
      headers: { 'Transfer-Encoding': 'chunked', ...headers },
    });
    this.answer = new Promise((done) => {
      const lost = (): void => done({ status: 0, code: 'cut', item: { id: '', state: '', length: 0 } });
      this.#call.on('error', lost);
      this.#call.on('close', lost);
      this.#call.on('response', (response: IncomingMessage) => {
        let text = '';
        response.on('data', (piece: Buffer) => (text += piece.toString()));
        response.on('error', lost);
        response.on('end', () => {
          const body = JSON.parse(text) as Item & { code?: string };
          done({ status: response.statusCode ?? 0, code: body.code ?? '', item: body });
        });
      });
    });
    this.#call.flushHeaders();
  }

  send(bytes: Buffer): this {
    this.#call.write(bytes);
    return this;
  }

  async finish(): ReturnType<MediaAtLarge['takeIn']> {
    this.#call.end();
    return this.answer;
  }

  cut(): void {
    this.#call.destroy();
  }
}

export function factsFor(ticket: string): As {
  return {
    'Content-Type': 'image/jpeg',
    'Vault-Ticket': `own/${ticket}`,
    'Vault-Class': 'passport',
    'Vault-Jurisdiction': 'DE',
    'Vault-Legal-Basis': 'contract',
  };
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function asSession(headers: Headers): As {
  const cookie = headers.getSetCookie()[0]?.replace(/;.*/, '');
  if (cookie === undefined) throw new Error('no session');
  return { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' };
}

function portOf(postgres: EmbeddedPostgres): number {
  return Number(new URL(postgres.url('vault')).port);
}

/** On a PostgreSQL of one's own a vault does not start without an anchor: here a witness, which has to know the log's key. */
async function witnessOf(folder: string, environment: Readonly<Record<string, string>>) {
  const data = join(folder, 'data');
  const made = strongroomWith(environment, '--data', data, 'init');
  if (made.status !== 0) throw new Error(`init failed:\n${made.errors}`);
  const key = strongroomWith(environment, '--data', data, 'audit', 'key').output.trim();
  const witness = await startWitness({
    folder: join(folder, 'witness'),
    name: 'witness.example/w1',
    address: '127.0.0.1',
    port: 0,
    logs: [key],
    clock: systemClock,
  });
  const policy = join(folder, 'policy');
  writeFileSync(policy, `witness w1 ${witness.key} ${witness.url}\nquorum w1\n`);
  return { witness, policy };
}
