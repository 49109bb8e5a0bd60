import type { Socket } from 'node:net';
import type { PoolClient, QueryResult } from 'pg';
import type { EntityManager } from 'typeorm';

/**
 * An open transaction, handed from the use case to everything that takes part in it. Only repositories look inside;
 * there is no ambient transaction that one could forget.
 *
 * Statements are sent in the order in which they are asked for, without waiting for the answers to those before:
 * whoever does not need an answer before asking the next question pays one trip to the server for both.
 */
export class Transaction {
  readonly #client: PoolClient;
  readonly #posted: Promise<unknown>[] = [];
  #ended = false;

  constructor(
    client: PoolClient,
    readonly manager: EntityManager,
  ) {
    this.#client = client;
  }

  /** The transaction's own time by the database's clock: the one that decides about ends and grants. */
  async now(): Promise<Date> {
    const [row] = await this.query<{ now: Date }>('SELECT now() AS now');
    if (!row) throw new Error('the database gave no time');
    return row.now;
  }

  /** Runs plain SQL with parameters `$1…` and gives the rows, also those of `… RETURNING`. */
  async query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const answer = await this.#send(sql, parameters);
    // Several statements in one text give several answers.
    const last = Array.isArray(answer) ? answer.at(-1) : answer;
    return (last?.rows ?? []) as Row[];
  }

  /**
   * Sends a statement whose answer nobody waits for. The transaction is committed only if it succeeds; what it fails
   * with then goes to whoever runs the transaction, as `refusal` words it.
   */
  post(sql: string, parameters: unknown[] = [], refusal: (error: unknown) => unknown = same): void {
    const sent = this.#send(sql, parameters).catch((error: unknown) => {
      throw refusal(error);
    });
    // Whoever runs the transaction hears of it by `settled`.
    sent.catch(() => undefined);
    this.#posted.push(sent);
  }

  /**
   * Lets the commit answer before the disk has it. Only for what may be lost with the server, or where a later commit is
   * waited for: what is on the disk is always all up to some moment, so a later commit has this one below it.
   */
  commitSoon(): void {
    this.post('SET LOCAL synchronous_commit = off');
  }

  /** Waits for what was posted; throws the first failure. */
  async settled(): Promise<void> {
    await Promise.all(this.#posted);
  }

  /** After one statement has failed, PostgreSQL refuses all others: the first failure is the reason. */
  async reasonOf(error: unknown): Promise<unknown> {
    return this.settled().then(
      () => error,
      (first: unknown) => first,
    );
  }

  /** From here on the connection may be somebody else's. */
  end(): void {
    this.#ended = true;
  }

  async #send(sql: string, parameters: unknown[]): Promise<QueryResult | QueryResult[]> {
    if (this.#ended) throw new Error('the transaction has ended');
    gather(this.#client);
    return this.#client.query(sql, parameters);
  }
}

/** What is asked for in one turn leaves in one packet: every packet wakes the server. */
function gather(client: PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

function same(error: unknown): unknown {
  return error;
}
