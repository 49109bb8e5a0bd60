import { curl } from './curl';
import { Measured } from './processes';
import { type VaultReady } from './servers/vault';

const ticket = { system: 'own', id: 'BENCH-1' };
const facts = [
  '-H',
  'Content-Type: video/mp4',
  '-H',
  `Vault-Ticket: ${ticket.system}/${ticket.id}`,
  '-H',
  'Vault-Purpose: support',
];
const intake = [
  '-H',
  'Vault-Class: warranty_video',
  '-H',
  'Vault-Jurisdiction: EU',
  '-H',
  'Vault-Legal-Basis: contract',
];

/** A running vault, as a program and as an agent use it. */
export class BenchVault {
  private token = '';
  private tokenUntil = 0;
  private subject = '';
  /** Memory before anything was taken in or opened. */
  readonly idleMib: number;

  private constructor(
    readonly server: Measured,
    private readonly about: VaultReady,
  ) {
    this.idleMib = server.residentMib();
  }

  static async start(env: Readonly<Record<string, string>>): Promise<BenchVault> {
    const server = await Measured.server('vault', { STRONGROOM_PORT: '0', STRONGROOM_LOG_LEVEL: 'error', ...env });
    const vault = new BenchVault(server, JSON.parse(server.line) as VaultReady);
    await vault.json('PUT', `/v1/tickets/${ticket.system}/${ticket.id}`, {
      status: 'open',
      assignee: vault.about.agent,
      purpose: 'support',
    });
    const made = await vault.json('POST', '/v1/subjects', {
      identifiers: [{ kind: 'email', value: 'bench@utopia.example' }],
    });
    vault.subject = String(made['id']);
    return vault;
  }

  /** Arguments of a curl that takes a file in. */
  async takeInArgs(file: string): Promise<string[]> {
    const program = await this.program();
    return [
      ...program,
      ...facts,
      ...intake,
      '-H',
      `Vault-Subject: ${this.subject}`,
      '-H',
      'Expect:',
      '-X',
      'POST',
      '-T',
      file,
      `${this.about.url}/v1/media`,
    ];
  }

  async takeIn(file: string): Promise<string> {
    const { body } = await curl(await this.takeInArgs(file), { keepBody: true });
    const { id, state } = JSON.parse(body) as { id: string; state: string };
    if (state !== 'available') throw new Error(`The bench's file was not released: ${body}`);
    return id;
  }

  /** Arguments of a curl that opens an item as a program: decision, sealed entry, content. */
  async openArgs(id: string): Promise<string[]> {
    return [...(await this.program()), ...facts.slice(2), `${this.about.url}/v1/media/${id}/content`];
  }

  /** Arguments of a curl by the compliance officer. */
  officerArgs(path: string, body?: object): string[] {
    const session = ['-H', `Cookie: ${this.about.officer}`, '-H', 'Sec-Fetch-Site: same-origin'];
    const sent = body && ['-H', 'Content-Type: application/json', '--data-binary', JSON.stringify(body)];
    return [...session, ...(sent ?? []), `${this.about.url}${path}`];
  }

  /** Arguments of a curl by the program. */
  async programArgs(path: string): Promise<string[]> {
    return [...(await this.program()), `${this.about.url}${path}`];
  }

  /** A view of the agent's: opened once, then read in ranges. */
  async viewArgs(id: string): Promise<string[]> {
    const session = ['-H', `Cookie: ${this.about.cookie}`, '-H', 'Sec-Fetch-Site: same-origin'];
    const body = JSON.stringify({ ticket, purpose: 'support', rendition: 'original' });
    const url = `${this.about.url}/v1/media/${id}/views`;
    const opened = await curl([...session, '-H', 'Content-Type: application/json', '--data-binary', body, url], {
      keepBody: true,
    });
    const view = JSON.parse(opened.body) as { id: string };
    return [...session, `${this.about.url}/v1/views/${view.id}/content`];
  }

  private async json(method: string, path: string, body: object): Promise<Record<string, unknown>> {
    const args = [
      ...(await this.program()),
      '-X',
      method,
      '-H',
      'Content-Type: application/json',
      '--data-binary',
      JSON.stringify(body),
    ];
    const answer = await curl([...args, `${this.about.url}${path}`], { keepBody: true });
    return JSON.parse(answer.body) as Record<string, unknown>;
  }

  /** Tokens end after a quarter of an hour, and the large files take longer. */
  private async program(): Promise<string[]> {
    if (performance.now() > this.tokenUntil) {
      const { id, secret } = this.about.client;
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: id,
        client_secret: secret,
      }).toString();
      const answer = await curl(['--data-binary', form, `${this.about.url}/v1/oauth/token`], { keepBody: true });
      this.token = (JSON.parse(answer.body) as { access_token: string }).access_token;
      this.tokenUntil = performance.now() + 300_000;
    }
    return ['-H', `Authorization: Bearer ${this.token}`];
  }
}
