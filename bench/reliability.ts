import 'reflect-metadata';
import { type ChildProcess, fork } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { migrateAll } from '../src/composition/migrations';
import { newId, type Id, systemActor, systemClock } from '../src/kernel';
import { newRolePasswords, provision, startEmbeddedPostgres, VaultDatabase } from '../src/platform/database';
import {
  Audit,
  type AuditRecord,
  noAnchors,
  type PersonalParts,
  SealedEntries,
  verifyDatabase,
} from '../src/trust/audit';
import { seeded } from './seeded';
import type { SequencerConfig } from './servers/sequencer';

const origin = 'reliability.example/log';
const writers = 64;
const patienceMs = 120_000;

interface Report {
  readonly seed: number;
  readonly kills: number;
  /** Entries of which a writer was told that they are sealed, and under which number. */
  readonly acknowledged: number;
  readonly lost: number;
  readonly renumbered: number;
  readonly doubled: number;
  readonly entries: number;
  readonly checkpoints: number;
  readonly intact: boolean;
  /** The longest that a writer waited for its entry: how long a kill is felt. */
  readonly longestWaitMs: number;
  readonly seconds: number;
}

/** `npm run reliability -- --seed N [--kills 200] [--entries 100000] [--out FILE]`: exit 1 where an entry was lost or doubled. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      kills: { type: 'string', default: '200' },
      entries: { type: 'string', default: '100000' },
      out: { type: 'string' },
    },
  });
  const [seed, kills, entries] = [Number(values.seed), Number(values.kills), Number(values.entries)];
  const parent = join(__dirname, '..', '.bench');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'reliability-'));
  try {
    const report = await killSequencers(folder, { seed, kills, entries });
    const text = JSON.stringify(report, null, 2);
    if (values.out !== undefined) writeFileSync(values.out, `${text}\n`);
    console.log(text);
    const { lost, renumbered, doubled, intact } = report;
    process.exitCode = lost + renumbered + doubled === 0 && intact ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function killSequencers(
  folder: string,
  { seed, kills, entries }: { seed: number; kills: number; entries: number },
): Promise<Report> {
  const started = performance.now();
  const { urls, stop } = await database(folder);
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const pair = new SequencerPair({ vaultUrl: urls.vault, auditUrl: urls.audit, origin, privateKeyPem }, seeded(seed));
  const vault = new VaultDatabase({ url: urls.vault, entities: [], poolSize: 32, name: 'reliability' });
  await vault.connect();
  const load = new Load(vault);
  try {
    await load.start();
    while (pair.kills < kills || load.acknowledged.size < entries) {
      if (pair.kills < kills) await pair.killOne();
      else await sleep(100);
      // So that the kills are spread over all entries.
      while (load.acknowledged.size < (entries * pair.kills) / kills && load.running) await sleep(20);
    }
    await load.stop();
    const result = await verifyDatabase({ database: vault, log: { origin, publicKey } });
    const counted = await compare(vault, load.acknowledged);
    return {
      seed,
      kills: pair.kills,
      acknowledged: load.acknowledged.size,
      ...counted,
      checkpoints: result.checkpoints.confirmed,
      intact: result.intact,
      longestWaitMs: Math.round(load.longestWaitMs),
      seconds: Math.round((performance.now() - started) / 1000),
    };
  } finally {
    pair.end();
    await load.stop().catch(() => undefined);
    await vault.close();
    await stop();
  }
}

/** Two processes that compete for the log; whichever leads is killed, and a new one takes its place. */
class SequencerPair {
  kills = 0;
  #ended = false;
  readonly #processes = new Map<ChildProcess, { leading: boolean }>();

  constructor(
    private readonly config: SequencerConfig,
    private readonly random: () => number,
  ) {
    this.add();
    this.add();
  }

  /** Waits until one leads, lets it work for a moment, and kills it; now and then both. */
  async killOne(): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (this.leader() === undefined) {
      if (performance.now() > deadline) throw new Error('nobody leads');
      await sleep(5);
    }
    await sleep(5 + this.random() * 300);
    const victims = this.random() < 0.1 ? [...this.#processes.keys()] : [this.leader()];
    for (const victim of victims) {
      if (victim?.kill('SIGKILL') === true) this.kills += 1;
    }
    await sleep(20);
  }

  end(): void {
    this.#ended = true;
    for (const child of this.#processes.keys()) child.kill('SIGKILL');
  }

  private leader(): ChildProcess | undefined {
    return [...this.#processes].find(([, { leading }]) => leading)?.[0];
  }

  private add(): void {
    const program = join(__dirname, 'run.mjs');
    const child = fork(program, ['server:sequencer', JSON.stringify(this.config)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const state = { leading: false };
    this.#processes.set(child, state);
    child.on('message', (message: { leading: boolean }) => (state.leading = message.leading));
    child.once('exit', () => {
      this.#processes.delete(child);
      if (!this.#ended) this.add();
    });
  }
}

/** Writers that never stop asking, and remember every number that they were given. */
class Load {
  readonly acknowledged = new Map<Id, number>();
  longestWaitMs = 0;
  running = false;
  readonly #sealed: SealedEntries;
  readonly #audit: Audit;
  #all: Promise<unknown> = Promise.resolve();

  constructor(vault: VaultDatabase) {
    this.#sealed = new SealedEntries(vault);
    const options = { ...generateKeyPairSync('ed25519'), origin, policy: null, waitMs: patienceMs, anchors: noAnchors };
    this.#audit = new Audit(vault, noParts, this.#sealed, systemClock, options);
  }

  async start(): Promise<void> {
    await this.#sealed.start();
    this.running = true;
    this.#all = Promise.all(Array.from({ length: writers }, () => this.write()));
    this.#all.catch(() => (this.running = false));
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.#all;
    await this.#sealed.stop();
  }

  private async write(): Promise<void> {
    while (this.running) {
      const before = performance.now();
      const id = await this.#audit.recordAlone(record());
      this.acknowledged.set(id, await this.#audit.sealed(id, patienceMs));
      this.longestWaitMs = Math.max(this.longestWaitMs, performance.now() - before);
    }
  }
}

function record(): AuditRecord {
  return { type: 'media.listed', actor: { ...systemActor, id: newId() }, role: 'system', decision: 'allow' };
}

const refuse = (): Promise<never> => Promise.reject(new Error('these entries have no personal parts'));
const noParts: PersonalParts = {
  sealActorPart: refuse,
  sealSubjectPart: refuse,
  addressTags: refuse,
  addressTagsWithin: refuse,
  open: refuse,
};

/** What became of the acknowledged entries. */
async function compare(vault: VaultDatabase, acknowledged: ReadonlyMap<Id, number>) {
  const rows = await vault.read({ actor: systemActor }, (tx) =>
    tx.query<{ id: Id; n: string }>('SELECT id, n FROM audit.leaf ORDER BY n'),
  );
  const stored = new Map(rows.map(({ id, n }) => [id, Number(n)]));
  const numbers = [...acknowledged].map(([id, n]) => ({ n, found: stored.get(id) }));
  return {
    lost: numbers.filter(({ found }) => found === undefined).length,
    renumbered: numbers.filter(({ n, found }) => found !== undefined && found !== n).length,
    doubled: rows.length - stored.size,
    entries: rows.length,
  };
}

async function database(folder: string) {
  const server = await startEmbeddedPostgres(folder);
  const passwords = newRolePasswords();
  await provision((name) => server.url(name), { vault: 'vault', keystore: 'keystore' }, passwords);
  const as = (role: keyof typeof passwords, name: string): string => {
    const url = new URL(server.url(name));
    [url.username, url.password] = [role, passwords[role]];
    return url.toString();
  };
  const urls = { vault: as('strongroom_app', 'vault'), audit: as('strongroom_audit', 'vault') };
  const owners = { vaultOwner: as('strongroom_owner', 'vault'), keystoreOwner: as('strongroom_owner', 'keystore') };
  await migrateAll({ ...owners, audit: urls.audit });
  return { urls, stop: () => server.stop() };
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
