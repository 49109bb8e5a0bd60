import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { curl, run } from '../curl';
import { percentile } from '../figures';
import { type BenchOptions } from '../options';
import { type Row, type Section, millis } from '../report';
import { Measured } from '../processes';
import type { LogTimed } from '../servers/log';
import { type World } from '../world';
import { inclusionProof } from '../../src/trust/audit/format/proof';

const readers = 32;
const items = 64;

/** First byte of 1 MiB items under 32 readers at once: the vault with its log, and the same data path without it. */
export async function measureReaders(world: World, options: BenchOptions): Promise<Section> {
  const vault = await world.vault('directory');
  const env = await world.vaultEnv('directory', 'path-readers');
  if (!vault || !env) throw new Error('There is no vault to read from.');
  const file = world.file(1);
  const path = await world.dataPath({ directory: env['STRONGROOM_DATA_DIR'] ?? '' });
  const [opened, bare]: [string[][], string[][]] = [[], []];
  for (let count = 0; count < items; count += 1) {
    opened.push(await vault.openArgs(await vault.takeIn(file)));
    const { body } = await curl(['-H', 'Expect:', '-T', file, `${path.url}/sealed/x`], { keepBody: true });
    bare.push([`${path.url}/sealed/${body}`]);
  }
  const requests = options.quick ? 320 : 1600;
  const withLog = await firstBytes(world, opened, requests);
  const without = await firstBytes(world, bare, requests);
  await path.stop();
  return {
    title: `First byte of a 1 MiB item under ${readers} readers`,
    said: 'One curl with 32 transfers in parallel. The second pair of rows is a bench server with the same data path and no decision, no log and no database.',
    rows: [
      { what: 'vault with its log, median', figure: millis(percentile(withLog, 0.5)) },
      { what: 'vault with its log, p99', figure: millis(percentile(withLog, 0.99)) },
      {
        what: 'data path without it, median',
        figure: millis(percentile(without, 0.5)),
        ratio: percentile(withLog, 0.5) / percentile(without, 0.5),
      },
      {
        what: 'data path without it, p99',
        figure: millis(percentile(without, 0.99)),
        ratio: percentile(withLog, 0.99) / percentile(without, 0.99),
      },
    ],
  };
}

async function firstBytes(world: World, places: readonly (readonly string[])[], requests: number): Promise<number[]> {
  const url = (args: readonly string[]): string => args.at(-1) ?? '';
  const shared = places[0]?.slice(0, -1) ?? [];
  const lines = Array.from(
    { length: requests },
    (_, index) => `url = "${url(places[index % places.length] ?? [])}"\noutput = "/dev/null"`,
  );
  const config = join(world.folder, 'readers.txt');
  writeFileSync(config, lines.join('\n'));
  const parallel = ['--parallel', '--parallel-immediate', '--parallel-max', String(readers)];
  const output = await run('curl', [
    '-sS',
    '--noproxy',
    '*',
    ...parallel,
    ...shared,
    '-w',
    '%{http_code} %{time_starttransfer}\n',
    '-K',
    config,
  ]);
  const seen = output
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number) as [number, number]);
  const refused = seen.find(([status]) => status !== 200);
  if (refused) throw new Error(`A reader got ${refused[0]}.`);
  return seen.map(([, seconds]) => seconds);
}

/** Entries per second that the log takes and seals, against bare inserts into the same database; and how long a proof is. */
export async function measureLog(world: World, options: BenchOptions): Promise<Section> {
  const env = await world.vaultEnv('directory', 'vault-log');
  const server = await world.keep(Measured.server('log', { env, count: options.quick ? 1000 : 10_000 }));
  const { sealed, bare } = JSON.parse(server.line) as LogTimed;
  const rows = sealed.flatMap((entries, index) => {
    const inserts = bare[index];
    const by = `${entries.writers} writers`;
    return [
      {
        what: `${by}: entries written and sealed`,
        figure: `${entries.perSecond.toFixed(0)} /s`,
        ratio: entries.perSecond / (inserts?.perSecond ?? NaN),
      },
      {
        what: `${by}: from the call to the checkpoint, median and p99`,
        figure: `${entries.medianMs.toFixed(1)} and ${entries.p99Ms.toFixed(1)} ms`,
      },
      { what: `${by}: bare inserts`, figure: `${inserts?.perSecond.toFixed(0) ?? ''} /s` },
    ];
  });
  return {
    title: 'Audit entries per second',
    said: 'Each writer waits until its own entry is under a signed checkpoint: an opening with its personal part and search columns. Bare inserts are single rows of 900 bytes in transactions of their own.',
    rows: [...rows, ...(await proofSizes())],
  };
}

async function proofSizes(): Promise<Row[]> {
  const anyHash = () => Promise.resolve(Buffer.alloc(32));
  return Promise.all(
    [10_000, 10_000_000].map(async (size) => {
      const hashes = await inclusionProof(size >> 1, size, anyHash);
      return {
        what: `proof of an entry among ${size.toLocaleString('en-US')}`,
        figure: `${hashes.length} hashes, ${hashes.length * 32} bytes`,
      };
    }),
  );
}
