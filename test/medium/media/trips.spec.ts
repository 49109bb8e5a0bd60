import { AsyncLocalStorage } from 'node:async_hooks';
import type { Server } from 'node:http';
import { Client } from 'pg';
import { type Caller, factsFor, VaultAtWork } from './vault-at-work';

const jpeg = Buffer.concat([
  Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
  Buffer.alloc(100_000, 7),
  Buffer.from('ffd9', 'hex'),
]);

/** One request: how many answers its newest statement waited for, and how many the one that begins its stream. */
interface Chain {
  answered: number;
  begin: number | null;
}

/** Counts the trips to PostgreSQL that a request makes one after the other; the log's own are not the request's. */
class Trips {
  readonly #original: unknown = Reflect.get(Client.prototype, 'query');
  readonly #requests = new AsyncLocalStorage<Chain>();
  #newest: Chain | null = null;

  watch(server: Server): void {
    server.prependListener('request', () => {
      this.#newest = { answered: 0, begin: null };
      this.#requests.enterWith(this.#newest);
    });
    const original = this.#original as typeof Client.prototype.query;
    const sent = this.#sent.bind(this);
    Client.prototype.query = function (this: Client, ...args: unknown[]) {
      const answer: unknown = Reflect.apply(original, this, args);
      sent(String(args[0]), answer);
      return answer;
    } as typeof Client.prototype.query;
  }

  end(): void {
    Reflect.set(Client.prototype, 'query', this.#original);
  }

  /** Up to the statement that begins the stream; the fewest of several, because keys are kept for a minute only. */
  async fewest(act: () => Promise<unknown>): Promise<number> {
    let fewest = Infinity;
    for (let times = 0; times < 3; times += 1) {
      await act();
      fewest = Math.min(fewest, this.#newest?.begin ?? Infinity);
    }
    return fewest;
  }

  #sent(text: string, answer: unknown): void {
    const chain = this.#requests.getStore();
    // Nobody waits for a COMMIT that was sent ahead, and whether an entry is sealed is asked while it is waited for.
    if (chain === undefined || text === 'COMMIT' || text.includes('FROM audit.leaf')) return;
    const depth = chain.answered + 1;
    if (text.includes('streams = streams + 1')) chain.begin = depth;
    (answer as Promise<unknown>).then(
      () => (chain.answered = Math.max(chain.answered, depth)),
      () => undefined,
    );
  }
}

describe('before the first byte', () => {
  const trips = new Trips();
  let vault: VaultAtWork;
  let agent: Caller;
  let program: Caller;
  let media: string;
  let reason: { ticket: { system: string; id: string }; purpose: string; rendition: string };

  beforeAll(async () => {
    vault = await VaultAtWork.start();
    [agent, program] = [await vault.person('kyc_agent'), await vault.program('media:write', 'media:read')];
    const made = await vault
      .http(program, 'post', '/v1/subjects')
      .send({ identifiers: [{ kind: 'email', value: 'trips@utopia.example' }] });
    const ticket = await vault.ticket({ assignee: agent.id });
    const facts = factsFor(ticket, { 'Vault-Subject': (made.body as { id: string }).id });
    const taken = await vault.http(program, 'post', '/v1/media').set(facts).send(jpeg);
    media = (taken.body as { id: string }).id;
    reason = { ticket: { system: 'own', id: ticket }, purpose: 'kyc_review', rendition: 'original' };
    trips.watch(vault.app.getHttpServer());
  });
  afterAll(async () => {
    trips.end();
    await vault.close();
  });

  it('a range within a view makes three trips', async () => {
    const view = await vault.http(agent, 'post', `/v1/media/${media}/views`).send(reason);
    const range = `/v1/views/${(view.body as { id: string }).id}/content`;
    const fewest = await trips.fewest(() =>
      vault.http(agent, 'get', range).set('Range', 'bytes=50000-60000').expect(206).buffer(true),
    );
    expect(fewest).toBe(3);
  });

  it('a whole reading makes eight beside its sealing', async () => {
    const headers = { 'Vault-Ticket': `own/${reason.ticket.id}`, 'Vault-Purpose': reason.purpose };
    const fewest = await trips.fewest(() =>
      vault.http(program, 'get', `/v1/media/${media}/content`).set(headers).expect(200).buffer(true),
    );
    expect(fewest).toBe(8);
  });
});
