import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchOptions } from '../options';
import { Measured } from '../processes';
import { type Section } from '../report';
import { type World } from '../world';

interface Verified {
  readonly rows: number;
  readonly checkpoints: number;
  readonly bareSeconds: number;
  readonly verifySeconds: number;
  readonly peakMib: number;
}

/** Entries per second of `strongroom verify` over a filled log, beside reading the same rows and doing nothing. */
export async function measureVerify(world: World, options: BenchOptions): Promise<Section> {
  const rows = options.rows ?? (options.quick ? 100_000 : 1_000_000);
  const plain = await verified(world, { rows, parts: false });
  const withParts = await verified(world, { rows: Math.min(rows, 1_000_000), parts: true });
  const bare = plain.rows / plain.bareSeconds;
  const row = (what: string, { rows: count, verifySeconds, peakMib }: Verified) => ({
    what: `${what}, ${peakMib.toFixed(0)} MiB above idle at most`,
    figure: `${(count / verifySeconds).toFixed(0)} /s`,
    ratio: count / verifySeconds / bare,
  });
  return {
    title: `Verifying a log of ${plain.rows.toLocaleString('en-US')} entries`,
    said: `Entries of 900 bytes under ${plain.checkpoints.toLocaleString('en-US')} checkpoints, two threads: every leaf, hash, search column, tile, signature and root. The keystore is not asked; with personal parts each row beside a leaf is held against it.`,
    rows: [
      row('verified', plain),
      row(`verified with a personal part each (${withParts.rows.toLocaleString('en-US')} entries)`, withParts),
      { what: 'bare SELECT of the same rows', figure: `${bare.toFixed(0)} /s` },
    ],
  };
}

async function verified(world: World, what: { rows: number; parts: boolean }): Promise<Verified> {
  const folder = join(world.folder, `log-${what.parts ? 'parts' : 'plain'}`);
  mkdirSync(folder, { recursive: true });
  const server = await world.keep(Measured.server('verify', { folder, ...what }));
  return JSON.parse(server.line) as Verified;
}
