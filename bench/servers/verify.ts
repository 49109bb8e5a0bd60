import 'reflect-metadata';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { Client } from 'pg';
import { fillLog, type LogFormat } from '../log-filler';
import { built } from './built';

type Audit = typeof import('../../src/trust/audit');
type Database = typeof import('../../src/platform/database');
type Migrations = typeof import('../../src/composition/migrations');

export interface VerifyConfig {
  readonly folder: string;
  readonly rows: number;
  readonly parts: boolean;
}

/** Fills a log and verifies it, with threads, beside reading the same rows without looking at them. */
async function main(): Promise<void> {
  const { verifyDatabase } = built('src/trust/audit/index') as Audit;
  const database = built('src/platform/database/index') as Database;
  const { migrateAll } = built('src/composition/migrations') as Migrations;
  const { folder, rows, parts } = JSON.parse(process.argv[3] ?? '{}') as VerifyConfig;
  const server = await database.startEmbeddedPostgres(folder);
  const passwords = database.newRolePasswords();
  await database.provision((name) => server.url(name), { vault: 'vault', keystore: 'keystore' }, passwords);
  const as = (role: keyof typeof passwords, name: string): string => {
    const url = new URL(server.url(name));
    url.username = role;
    url.password = passwords[role];
    return url.toString();
  };
  const audit = as('strongroom_audit', 'vault');
  const [vaultOwner, keystoreOwner] = [as('strongroom_owner', 'vault'), as('strongroom_owner', 'keystore')];
  await migrateAll({ vaultOwner, audit, keystoreOwner });
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const filling = performance.now();
  await fillLog(audit, rows, privateKey, format(), parts);
  const fillSeconds = seconds(filling);
  const pool = new database.AuditDatabase({ url: audit, entities: [], poolSize: 2, name: 'bench' });
  await pool.connect();
  const reading = performance.now();
  await readBare(audit, rows);
  const bareSeconds = seconds(reading);
  const idleMib = forgetPeak();
  const verifying = performance.now();
  const result = await verifyDatabase({ database: pool, log: { origin: 'bench.example/log', publicKey } });
  const verifySeconds = seconds(verifying);
  if (!result.intact) throw new Error(JSON.stringify(result.findings.slice(0, 5)));
  const peakMib = peakSince(idleMib);
  console.log(
    JSON.stringify({
      rows: result.entries.found,
      checkpoints: result.checkpoints.confirmed,
      fillSeconds,
      bareSeconds,
      verifySeconds,
      peakMib,
    }),
  );
  await pool.close();
  await server.stop();
}

function format(): LogFormat {
  const load = (name: string): unknown => built(`src/trust/audit/${name}`);
  return {
    canonical: load('format/canonical') as LogFormat['canonical'],
    tiles: load('format/tiles') as LogFormat['tiles'],
    tree: load('format/tree') as LogFormat['tree'],
    note: load('format/note') as LogFormat['note'],
    columns: load('search-columns') as LogFormat['columns'],
  };
}

/** The same rows into this process, as rows, and nothing done with them. */
async function readBare(url: string, rows: number): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN; DECLARE bare NO SCROLL CURSOR FOR SELECT * FROM audit.leaf ORDER BY n');
  let seen = 0;
  for (;;) {
    const { rowCount } = await client.query({ text: 'FETCH 2000 FROM bare', rowMode: 'array' });
    if ((rowCount ?? 0) === 0) break;
    seen += rowCount ?? 0;
  }
  await client.end();
  if (seen !== rows) throw new Error('rows are missing');
}

/** MiB in use now, before the verifier begins; what filling took at its highest is forgotten. */
function forgetPeak(): number {
  writeFileSync('/proc/self/clear_refs', '5');
  return process.memoryUsage.rss() / 1024 / 1024;
}

function peakSince(idleMib: number): number {
  const kib = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(kib) / 1024 - idleMib;
}

function seconds(since: number): number {
  return (performance.now() - since) / 1000;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
