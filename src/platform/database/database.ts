import { setTimeout as delay } from 'node:timers/promises';
import { Client, type Notification, type PoolClient } from 'pg';
import { DataSource, type EntityManager, type MixedList, type EntitySchema, type QueryRunner } from 'typeorm';
import { type Actor, isId, Refusal } from '../../kernel';
import { Transaction } from './transaction';

export type Entities = MixedList<string | (new () => unknown) | EntitySchema>;

export interface DatabaseOptions {
  readonly url: string;
  readonly entities: Entities;
  readonly poolSize: number;
  /** Shown in `pg_stat_activity`. */
  readonly name: string;
}

/** The database is away or refuses work: nothing was changed. */
export class DatabaseUnavailable extends Refusal {
  constructor(cause?: unknown) {
    super('database_unavailable', 'The database is not available. Try again shortly.', {
      level: 'error',
      retryAfterSeconds: 5,
      cause,
    });
  }
}

/** Who a transaction works for; row-level security shows nothing to a transaction that names nobody. */
export interface TransactionContext {
  readonly actor: Actor;
}

/**
 * One database connection pool. All work happens inside `transaction` or `read`, which name the actor to the database
 * for the length of that transaction alone, so that nothing is left behind on a pooled connection.
 */
export class Database {
  readonly dataSource: DataSource;
  readonly #url: string;

  constructor(options: DatabaseOptions) {
    this.#url = options.url;
    this.dataSource = new DataSource({
      type: 'postgres',
      url: options.url,
      entities: options.entities,
      applicationName: options.name,
      poolSize: options.poolSize,
      connectTimeoutMS: 5_000,
      logging: false,
      synchronize: false,
      // A pool error is a lost idle connection: the next query opens another.
      poolErrorHandler: () => undefined,
      // Statements are sent when they are asked for, and not only when the one before was answered.
      extra: { pipeline: true },
    });
  }

  /** Where it is and as whom, with the password: for a connection of one's own (a sequencer, a thread). Never logged. */
  get url(): string {
    return this.#url;
  }

  async connect(): Promise<void> {
    if (!this.dataSource.isInitialized) await this.dataSource.initialize();
  }

  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  /** Runs `work` in one transaction and commits it; any error rolls everything back. */
  async transaction<T>({ actor }: TransactionContext, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#connected(async (client, runner) => {
      const tx = new Transaction(client, runner.manager);
      try {
        // Nothing is sent before this is answered: after a BEGIN that failed it would be committed by itself.
        await runner.startTransaction();
        tx.post(naming(actor));
        const result = await work(tx);
        await runner.commitTransaction();
        await tx.settled();
        return result;
      } catch (error) {
        if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
        throw await tx.reasonOf(error);
      } finally {
        tx.end();
      }
    });
  }

  /** Runs `work` in a read-only transaction with one snapshot. Its first statements cost one trip to the server. */
  async read<T>({ actor }: TransactionContext, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#connected(async (client, runner) => {
      const tx = new Transaction(client, runner.manager);
      tx.post(`BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; ${naming(actor)}`);
      try {
        return await settling(tx, work(tx));
      } finally {
        // Nothing hangs on how a read ends, and whoever gets the connection next comes after it.
        tx.post('COMMIT');
        tx.end();
      }
    });
  }

  /**
   * One statement as a transaction of its own, in one trip to the server: it is committed whatever it answers. `work`
   * asks for it before it waits for anything.
   */
  async atOnce<T>({ actor }: TransactionContext, work: (tx: Transaction) => T | Promise<T>): Promise<T> {
    return this.#connected(async (client, runner) => {
      const tx = new Transaction(client, runner.manager);
      tx.post(`BEGIN; ${naming(actor)}`);
      const result = (async () => work(tx))();
      tx.post('COMMIT');
      tx.end();
      return settling(tx, result);
    });
  }

  /** Calls `notice` for each NOTIFY on the channel, reconnecting for as long as it is not stopped. */
  async listen(channel: string, notice: (payload: string) => void): Promise<{ stop: () => Promise<void> }> {
    const listener = new Listener(this.#url, channel, notice);
    await listener.start();
    return { stop: () => listener.stop() };
  }

  async #connected<T>(work: (client: PoolClient, runner: QueryRunner) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      return await work((await runner.connect()) as PoolClient, runner);
    } catch (error) {
      throw isConnectionLoss(error) ? new DatabaseUnavailable(error) : error;
    } finally {
      await runner.release().catch(() => undefined);
    }
  }
}

/** Database `vault` as role `strongroom_app`. */
export class VaultDatabase extends Database {}
/** Database `vault` as role `strongroom_audit`, owner of the schema `audit`. */
export class AuditDatabase extends Database {}
/** Database `keystore` as role `strongroom_keystore`. */
export class KeystoreDatabase extends Database {}

export type { EntityManager };

/** Names who a transaction works for. SET takes no parameters: only what is an id may stand in its text. */
function naming({ id }: Actor): string {
  if (!isId(id)) throw new TypeError('An actor has a UUID.');
  return `SET LOCAL strongroom.actor = '${id}'`;
}

/** The result, once everything that was sent has succeeded. */
async function settling<T>(tx: Transaction, result: Promise<T>): Promise<T> {
  try {
    const value = await result;
    await tx.settled();
    return value;
  } catch (error) {
    throw await tx.reasonOf(error);
  }
}

/** Classes 08, 53, 57 and read-only of PostgreSQL's error codes, and what the socket says when the server is gone. */
const lossCodes = /^(08|57P|53|25006)|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT)$/;
const lossMessages =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Driver not Connected|query runner was already released/i;

function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof Refusal) return false;
  const code = (error as { code?: unknown }).code;
  return (typeof code === 'string' && lossCodes.test(code)) || lossMessages.test(error.message);
}

/** Whether an error is PostgreSQL's unique violation, by constraint where one is named. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (!(error instanceof Error)) return false;
  const { code, constraint: violated } = error as { code?: unknown; constraint?: unknown };
  return code === '23505' && (constraint === undefined || violated === constraint);
}

class Listener {
  #client: Client | null = null;
  #stopped = false;

  constructor(
    private readonly url: string,
    private readonly channel: string,
    private readonly notice: (payload: string) => void,
  ) {}

  async start(): Promise<void> {
    const client = new Client({
      connectionString: this.url,
      application_name: `strongroom listen ${this.channel}`,
      keepAlive: true,
    });
    client.on('notification', (message: Notification) => this.notice(message.payload ?? ''));
    client.on('error', () => void this.#restart(client));
    client.on('end', () => void this.#restart(client));
    await client.connect();
    await client.query(`LISTEN "${this.channel}"`);
    this.#client = client;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#client?.end().catch(() => undefined);
  }

  async #restart(lost: Client): Promise<void> {
    if (this.#stopped || this.#client !== lost) return;
    this.#client = null;
    while (!(await this.#again())) await delay(250);
  }

  /** One more attempt to connect; what was missed meanwhile is made good by one empty notice. */
  async #again(): Promise<boolean> {
    if (this.#stopped) return true;
    return this.start().then(
      () => {
        this.notice('');
        return true;
      },
      () => false,
    );
  }
}
