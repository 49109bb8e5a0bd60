import { curl } from '../curl';
import { inTurn } from '../figures';
import { type BenchOptions } from '../options';
import { type Section, type Row, millis } from '../report';
import { type World } from '../world';

const mebibyte = 2 ** 20;

/** 1 MiB from the middle of the largest file, within an open view and with an opening of its own. */
export async function measureRanges(world: World, options: BenchOptions): Promise<Section> {
  const mib = Math.max(...options.sizesMib);
  const rows: Row[] = [];
  for (const kind of ['directory', 's3'] as const) rows.push(...(await rangeOf(world, kind, mib, options)));
  return {
    title: `1 MiB from the middle of ${mib} MiB`,
    said: 'Whole time of one curl, connection included. Within a view the log entry was made when the view was opened; a program opens anew with each request and waits for its entry.',
    rows,
  };
}

async function rangeOf(world: World, kind: 'directory' | 's3', mib: number, { rounds }: BenchOptions): Promise<Row[]> {
  const vault = await world.vault(kind);
  const file = world.file(mib);
  const bare =
    kind === 's3'
      ? await world.storeBare(file, { sse: false })
      : `${(await world.plain()).url}/file-range?target=${encodeURIComponent(file)}`;
  if (!vault || !bare) return [];
  const id = await vault.takeIn(file);
  const middle = (mib / 2) * mebibyte;
  const range = ['-H', `Range: bytes=${middle}-${middle + mebibyte - 1}`];
  const view = await vault.viewArgs(id);
  const found = await inTurn(rounds * 10, {
    bare: () => time([...range, bare]),
    view: () => time([...range, ...view]),
    opening: async () => time([...range, ...(await vault.openArgs(id))]),
  });
  const store = kind === 's3' ? 'MinIO' : 'a directory';
  return [
    { what: `bare, ${store}`, figure: millis(found.bare) },
    {
      what: `within an open view, ${store}`,
      figure: millis(found.view),
      ratio: found.view / found.bare,
      target: { kind: 'most', ratio: 1.5, of: 'the bare store' },
      why: 'A request of a session is also authenticated against PostgreSQL and its bytes are counted there.',
    },
    { what: `with its opening, ${store}`, figure: millis(found.opening), ratio: found.opening / found.bare },
  ];
}

async function time(args: readonly string[]): Promise<number> {
  const { seconds, bytes } = await curl(args);
  if (bytes !== mebibyte) throw new Error(`A range of ${bytes} bytes came back.`);
  return seconds;
}
