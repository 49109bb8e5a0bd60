import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Sizes of the streamed files in MiB. */
  readonly sizesMib: readonly number[];
  readonly rounds: number;
  readonly quick: boolean;
  readonly only: readonly string[] | null;
  readonly out: string | null;
  /** Of what is simulated. */
  readonly seed: number;
  /** Entries of a filled log. */
  readonly rows: number | null;
  /** Folder of a filled log that is kept, and taken again where it is there. */
  readonly log: string | null;
}

/** The command line: small sizes with --quick, some parts with --only, a file with --out. */
export function parseOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      out: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      sizes: { type: 'string' },
      seed: { type: 'string', default: '1' },
      rows: { type: 'string' },
      log: { type: 'string' },
    },
  });
  const sizes = values.sizes?.split(',').map(Number) ?? (values.quick ? [64, 256] : [256, 2048]);
  return {
    sizesMib: sizes,
    rounds: Number(values.rounds),
    quick: values.quick,
    only: values.only?.split(',') ?? null,
    out: values.out ?? null,
    seed: Number(values.seed),
    rows: values.rows === undefined ? null : Number(values.rows),
    log: values.log ?? null,
  };
}
