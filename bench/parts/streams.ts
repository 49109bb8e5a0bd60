import { curl, curlTogether } from '../curl';
import { inTurn } from '../figures';
import { type BenchOptions } from '../options';
import { type Row, type Section, mibPerSecond } from '../report';
import { type BenchVault } from '../vault';
import { type World } from '../world';

type Subjects = Record<string, () => Promise<number>>;

async function speed(args: readonly string[]): Promise<number> {
  const { bytes, seconds } = await curl(args);
  return bytes / 2 ** 20 / seconds;
}

const storeBusy =
  'For each MiB the threads take about 0.8 ms of a core to open it and the main thread 0.5 ms to move it, on the two cores that the store and curl use too; the decision, the sealed entry and the key come before the first byte and weigh most on short files.';

/** Download of one file: the vault on both stores, beside the same bytes in the clear on the same machine. */
export async function measureDownload(world: World, options: BenchOptions): Promise<Section> {
  const rows: Row[] = [];
  for (const mib of options.sizesMib) rows.push(...(await downloadOf(world, mib, options.rounds)));
  return {
    title: 'Download',
    said: 'One curl, everything read once before. The vault answers `GET /v1/media/{id}/content`: decision, sealed log entry, key, object.',
    rows,
  };
}

interface Places {
  readonly vaults: Partial<Record<'directory' | 's3', { vault: BenchVault; id: string }>>;
  readonly bare: string | null;
  readonly sse: string | null;
  readonly file: string;
}

async function placesOf(world: World, mib: number): Promise<Places> {
  const file = world.file(mib);
  const vaults: Places['vaults'] = {};
  for (const kind of ['directory', 's3'] as const) {
    const vault = await world.vault(kind);
    if (vault) vaults[kind] = { vault, id: await vault.takeIn(file) };
  }
  return {
    file,
    vaults,
    bare: await world.storeBare(file, { sse: false }),
    sse: await world.storeBare(file, { sse: true }),
  };
}

async function subjectsOf(world: World, { file, vaults, bare, sse }: Places): Promise<Record<string, string[]>> {
  const plain = (await world.plain()).url;
  const all: Record<string, string[]> = { file: [`${plain}/file?target=${encodeURIComponent(file)}`] };
  if (vaults.directory) all['directory'] = await vaults.directory.vault.openArgs(vaults.directory.id);
  if (vaults.s3) all['s3'] = await vaults.s3.vault.openArgs(vaults.s3.id);
  if (bare) all['bare'] = [bare];
  if (sse) all['sse'] = [sse];
  if (bare) all['relay'] = [`${plain}/relay?target=${encodeURIComponent(bare)}`];
  return all;
}

async function downloadOf(world: World, mib: number, rounds: number): Promise<Row[]> {
  const places = await placesOf(world, mib);
  const args = await subjectsOf(world, places);
  for (const each of Object.values(args)) await curl(each);
  const single: Subjects = Object.fromEntries(Object.entries(args).map(([name, each]) => [name, () => speed(each)]));
  for (const kind of ['directory', 's3'] as const) {
    const place = places.vaults[kind];
    if (place) single[kind] = async () => speed(await place.vault.openArgs(place.id));
  }
  const found = await inTurn(rounds, single);
  const rows = downloadRows(mib, found);
  if (mib > 300) return rows;
  const eight = Object.fromEntries(
    Object.entries(args)
      .filter(([name]) => name !== 'sse')
      .map(([name, each]) => [name, () => curlTogether(Array.from({ length: 8 }, () => each))]),
  );
  return [...rows, ...eightRows(mib, await inTurn(Math.min(rounds, 2), eight))];
}

function downloadRows(mib: number, found: Record<string, number>): Row[] {
  const { directory = NaN, s3 = NaN, file = NaN, bare = NaN, sse = NaN, relay = NaN } = found;
  const rows: Row[] = [
    { what: `${mib} MiB, plain file stream in Node`, figure: mibPerSecond(file) },
    {
      what: `${mib} MiB, vault on a directory`,
      figure: mibPerSecond(directory),
      ratio: directory / file,
      target: { kind: 'least', ratio: 0.75, of: 'the plain file stream' },
      why: storeBusy,
    },
  ];
  if (Number.isNaN(bare)) return rows;
  return [
    ...rows,
    { what: `${mib} MiB, bare MinIO`, figure: mibPerSecond(bare) },
    { what: `${mib} MiB, MinIO with its own SSE-S3`, figure: mibPerSecond(sse) },
    { what: `${mib} MiB, plain Node relay before MinIO`, figure: mibPerSecond(relay) },
    {
      what: `${mib} MiB, vault on MinIO`,
      figure: mibPerSecond(s3),
      ratio: s3 / relay,
      target: { kind: 'least', ratio: 1, of: 'the relay' },
      why: storeBusy,
    },
    { what: `${mib} MiB, vault on MinIO, against SSE-S3`, figure: '', ratio: s3 / sse },
  ];
}

function eightRows(mib: number, found: Record<string, number>): Row[] {
  const { directory = NaN, s3 = NaN, file = NaN, relay = NaN } = found;
  const rows: Row[] = [
    { what: `8 × ${mib} MiB at once, plain file stream, in sum`, figure: mibPerSecond(file) },
    { what: `8 × ${mib} MiB at once, vault on a directory`, figure: mibPerSecond(directory), ratio: directory / file },
  ];
  if (Number.isNaN(relay)) return rows;
  return [
    ...rows,
    { what: `8 × ${mib} MiB at once, relay, in sum`, figure: mibPerSecond(relay) },
    {
      what: `8 × ${mib} MiB at once, vault on MinIO`,
      figure: mibPerSecond(s3),
      ratio: s3 / relay,
      target: { kind: 'least', ratio: 1, of: 'the relay' },
      why: storeBusy,
    },
  ];
}

/** Upload of one file, and the memory it takes. */
export async function measureUpload(world: World, options: BenchOptions): Promise<Section> {
  const rows: Row[] = [];
  for (const mib of options.sizesMib) {
    for (const kind of ['directory', 's3'] as const) rows.push(...(await uploadOf(world, kind, mib, options.rounds)));
  }
  return {
    title: 'Upload',
    said: 'The path without sealing is the same program with SHA-256 of the body and the same store driver. A bare directory is a Node server that pipes into a file and does not wait for the disk; the vault does.',
    rows,
  };
}

async function uploadOf(world: World, kind: 'directory' | 's3', mib: number, rounds: number): Promise<Row[]> {
  const vault = await world.vault(kind);
  const env = await world.vaultEnv(kind, `path-${kind}`);
  if (!vault || !env) return [];
  const path = await world.dataPath(dataPathOf(env));
  const file = world.file(mib);
  const put = (url: string): string[] => ['-H', 'Expect:', '-T', file, url];
  const bareUrl =
    kind === 's3'
      ? await world.placeForBare()
      : `${(await world.plain()).url}/put?target=${encodeURIComponent(`${file}.copy`)}`;
  vault.server.forgetPeak();
  const found = await inTurn(rounds, {
    vault: async () => speed(await vault.takeInArgs(file)),
    sealed: () => speed(put(`${path.url}/sealed/x`)),
    unsealed: () => speed(put(`${path.url}/unsealed/x`)),
    bare: () => speed(put(bareUrl ?? '')),
  });
  const grown = vault.server.peakMib() - vault.idleMib;
  await path.stop();
  return uploadRows(kind === 's3' ? 'MinIO' : 'a directory', mib, found, grown);
}

function dataPathOf(env: Record<string, string>): object {
  const {
    STRONGROOM_S3_URL: url,
    STRONGROOM_S3_BUCKET: bucket,
    STRONGROOM_S3_ACCESS_KEY: accessKey,
    STRONGROOM_S3_SECRET_KEY: secretKey,
  } = env;
  return url
    ? { s3: { url, bucket, accessKey, secretKey, region: 'us-east-1' } }
    : { directory: env['STRONGROOM_DATA_DIR'] };
}

function uploadRows(
  store: string,
  mib: number,
  found: Record<'vault' | 'sealed' | 'unsealed' | 'bare', number>,
  grown: number,
): Row[] {
  const { vault, sealed, unsealed, bare } = found;
  const shared =
    'For each MiB the main thread takes about 2 ms of a core (receiving, SHA-256 of the plaintext, CRC-32, sending) and a thread 1.4 ms (sealing, SHA-256 of the object, which the log names), on the two cores that curl and the store use too.';
  const why =
    store === 'MinIO'
      ? `${shared} MinIO itself takes 3.5 to 5 ms for a MiB of a multipart upload, and more than for the bare upload's single PUT.`
      : `${shared} The vault also waits for the disk (fsync) and for its log entries.`;
  return [
    { what: `${mib} MiB to ${store}, bare`, figure: mibPerSecond(bare) },
    { what: `${mib} MiB to ${store}, path without sealing`, figure: mibPerSecond(unsealed) },
    {
      what: `${mib} MiB to ${store}, path with sealing`,
      figure: mibPerSecond(sealed),
      ratio: sealed / unsealed,
      target: { kind: 'least', ratio: 0.85, of: 'the path without sealing' },
      why,
    },
    {
      what: `${mib} MiB to ${store}, the whole vault`,
      figure: mibPerSecond(vault),
      ratio: vault / bare,
      target: { kind: 'least', ratio: 0.6, of: 'the bare store' },
      why,
    },
    {
      what: `${mib} MiB to ${store}, memory of the vault above idle`,
      figure: `${grown.toFixed(0)} MiB`,
      ratio: grown,
      target: { kind: 'most', ratio: 96, of: '1 MiB' },
    },
  ];
}
