import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { curl, run } from '../curl';
import type { BenchOptions } from '../options';
import type { Section } from '../report';
import type { BenchVault } from '../vault';
import type { World } from '../world';

interface Made {
  readonly entries: number;
  readonly seconds: number;
  readonly aboveIdleMib: number;
  readonly mib: number;
}

/** An evidence bundle over every entry of a log: time, size and memory, and again over a log of three times as many. */
export async function measureBundle(world: World, options: BenchOptions): Promise<Section> {
  const vault = await world.vault('directory');
  if (!vault) throw new Error('There is no vault to ask for evidence.');
  const entries = options.rows ?? (options.quick ? 2_000 : 10_000);
  await fill(world, vault, entries);
  const small = await make(vault);
  await fill(world, vault, 2 * entries);
  const large = await make(vault);
  const row = ({ entries: count, seconds, aboveIdleMib, mib }: Made) => [
    {
      what: `${count.toLocaleString('en-US')} entries, ${mib.toFixed(1)} MiB`,
      figure: `${seconds.toFixed(1)} s`,
      ratio: count / seconds,
    },
    { what: 'memory of the vault above what it had before', figure: `${aboveIdleMib.toFixed(0)} MiB` },
  ];
  return {
    title: 'Evidence bundles',
    said: 'Ordered with `completeness: all` and hashes of the items, from the order to the end of its operation; the ratio is entries per second. Every leaf, the chosen ones opened with their personal parts, a proof, signed, sealed and stored.',
    rows: [...row(small), ...row(large)],
  };
}

/** Makes so many entries as the API makes them: a program asks, and is answered or refused. */
async function fill(world: World, vault: BenchVault, entries: number): Promise<void> {
  const args = await vault.programArgs('/v1/media?limit=1');
  const url = args.at(-1) ?? '';
  const config = join(world.folder, 'entries.txt');
  writeFileSync(config, Array.from({ length: entries }, () => `url = "${url}"\noutput = "/dev/null"`).join('\n'));
  await run('curl', ['-sS', '--parallel', '--parallel-max', '32', ...args.slice(0, -1), '-K', config]);
}

async function make(vault: BenchVault): Promise<Made> {
  const memory = vault.server.residentMib();
  vault.server.forgetPeak();
  const started = performance.now();
  const ordered = await curl(vault.officerArgs('/v1/evidence-bundles', {}), { keepBody: true, expect: [202] });
  const { id } = JSON.parse(ordered.body) as { id: string };
  for (;;) {
    const { body } = await curl(vault.officerArgs(`/v1/operations/${id}`), { keepBody: true });
    const operation = JSON.parse(body) as { state: string; finishedAt: string | null; result: string | null };
    if (operation.finishedAt === null) {
      await new Promise((next) => setTimeout(next, 250));
      continue;
    }
    if (operation.result === null) throw new Error(`The bundle was not made: ${body}`);
    const seconds = (performance.now() - started) / 1000;
    const aboveIdleMib = vault.server.peakMib() - memory;
    const shown = await curl(vault.officerArgs(operation.result), { keepBody: true });
    const { entries, bytes } = JSON.parse(shown.body) as { entries: number; bytes: number };
    return { entries, seconds, aboveIdleMib, mib: bytes / 2 ** 20 };
  }
}
