import { fork } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { WorkerTask } from '../../../bench/servers/worker';
import { asSuperuser } from '../../support/vault-database';

const runner = resolve('bench/run.mjs');

/**
 * Makes statements wait at a named step for as long as somebody holds the step's lock. The triggers fire before the row is changed; what came before in
 * the transaction is written and not committed.
 */
export async function addSteps(url: string, schema: string, steps: Readonly<Record<string, string>>): Promise<void> {
  await asSuperuser(url, async (client) => {
    await client.query(
      `CREATE FUNCTION ${schema}.wait_at_step() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN PERFORM pg_advisory_xact_lock_shared(hashtext(TG_ARGV[0])); RETURN NULL; END $$`,
    );
    for (const [step, event] of Object.entries(steps))
      await client.query(
        `CREATE TRIGGER "wait at ${step}" ${event} EXECUTE FUNCTION ${schema}.wait_at_step('${step}')`,
      );
  });
}

interface Worker {
  kill(): void;
  /** Null where it was killed. */
  readonly ended: Promise<number | null>;
  said(): string;
}

function start(task: WorkerTask): Worker {
  const child = fork(runner, ['server:worker', JSON.stringify(task)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let said = '';
  child.stderr?.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  return { kill: () => void child.kill('SIGKILL'), ended, said: () => said };
}

/** Runs a job to its end in a process of its own. */
export async function run(task: WorkerTask): Promise<void> {
  const worker = start(task);
  if ((await worker.ended) !== 0) throw new Error(`the worker failed: ${worker.said()}`);
}

/** Runs a job in a process of its own until it is at a step, and kills that with -9 there. */
export async function killedAt(step: string, url: string, task: WorkerTask): Promise<void> {
  const holder = new Client({ connectionString: url });
  await holder.connect();
  try {
    await holder.query('SELECT pg_advisory_lock(hashtext($1))', [step]);
    const worker = start(task);
    const early = worker.ended.then((code) => {
      if (code !== null) throw new Error(`the worker ended with ${code} before ${step}: ${worker.said()}`);
    });
    early.catch(() => undefined);
    const backend = await Promise.race([waiting(holder, step), early]);
    worker.kill();
    await worker.ended;
    // PostgreSQL would see that the process is gone once it had something to tell it.
    await holder.query('SELECT pg_terminate_backend($1)', [backend]);
  } finally {
    await holder.end();
  }
}

async function waiting(holder: Client, step: string): Promise<number> {
  for (;;) {
    const { rows } = await holder.query<{ pid: number }>(
      `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND mode = 'ShareLock'
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND objid = (hashtext($1)::bigint & 4294967295)::oid`,
      [step],
    );
    if (rows[0] !== undefined) return rows[0].pid;
    await delay(30);
  }
}
