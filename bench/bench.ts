import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { type BenchOptions, parseOptions } from './options';
import { measureBundle } from './parts/bundle';
import { measureClaims } from './parts/claims';
import { measureRanges } from './parts/ranges';
import { measureLog, measureReaders } from './parts/readers';
import { measureReach } from './parts/reach';
import { measureSearch } from './parts/search';
import { measureErasure } from './parts/erasure';
import { measureRewrap } from './parts/rewrap';
import { measureSealing } from './parts/sealing';
import { measureDownload, measureUpload } from './parts/streams';
import { measureVerify } from './parts/verify';
import { measureWatching } from './parts/watching';
import { type Section, isMet, render } from './report';
import { World } from './world';

const parts = {
  sealing: (_world: World, options: BenchOptions) => measureSealing(options),
  // Before the downloads, whose threads would count as memory of the uploads.
  upload: measureUpload,
  download: measureDownload,
  range: measureRanges,
  readers: measureReaders,
  log: measureLog,
  search: measureSearch,
  reach: measureReach,
  verify: measureVerify,
  erasure: (_world: World, options: BenchOptions) => measureErasure(options),
  rewrap: (_world: World, options: BenchOptions) => measureRewrap(options),
  claims: (_world: World, options: BenchOptions) => measureClaims(options),
  bundle: measureBundle,
  watching: (_world: World, options: BenchOptions) => Promise.resolve(measureWatching(options)),
};

async function main(): Promise<void> {
  const options = parseOptions();
  const world = new World();
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => void world.end().then(() => process.exit(130)));
  const load = loadavg()[0] ?? 0;
  const sections: Section[] = [];
  const failed: string[] = [];
  try {
    for (const [name, measure] of Object.entries(parts)) {
      if (options.only && !options.only.includes(name)) continue;
      const started = performance.now();
      try {
        const section = await measure(world, options);
        sections.push(section);
        console.log(render(section));
        // After each part, so that a run that is cut off has not been for nothing.
        if (options.out) writeFileSync(options.out, page(options, sections, load));
        console.error(`${name} took ${((performance.now() - started) / 1000).toFixed(0)} s`);
      } catch (error) {
        failed.push(name);
        console.error(`${name} could not be measured:`, error);
      }
    }
  } finally {
    await world.end();
  }
  process.exit(failed.length > 0 ? 1 : 0);
}

function page(options: BenchOptions, sections: readonly Section[], load: number): string {
  const rows = sections.flatMap((section) => section.rows);
  const wanted = rows.filter((row) => isMet(row) !== null);
  const met = wanted.filter((row) => isMet(row) === true).length;
  return [
    '# Performance',
    '',
    `Written by \`npm run bench\`. ${machine()} Figures are medians of ${options.rounds} rounds in which every subject had its turn; the`,
    'ratios are what counts, because they were taken in the same run on the same machine. The client is curl.',
    '',
    `Of ${wanted.length} targets ${met} were met in this run; where one was missed, the lines below its table say by how much and why.`,
    '',
    ...busy(load),
    ...sections.map(render),
  ].join('\n');
}

/** Said where other work took part of the machine: absolute figures are then too low, and waiting weighs more. */
function busy(load: number): string[] {
  if (load <= availableParallelism() / 2) return [];
  const said = `The machine was **not idle** when the run began (load average ${load.toFixed(1)} on ${availableParallelism()} cores): other work took`;
  return [
    said,
    'its share, so that figures are lower, and ratios of CPU-bound paths worse, than on a quiet machine.',
    '',
  ];
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'an unknown processor';
  const openssl = execFileSync('openssl', ['version'], { encoding: 'utf8' }).split(' ')[1] ?? '';
  return `Node ${process.versions.node} with OpenSSL ${process.versions.openssl} (command line: ${openssl}), ${availableParallelism()} cores of ${model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB of memory, store, database, vault and client on the one machine.`;
}

void main();
